"""Registers the app matches."""

from django.apps import AppConfig


class MatchesConfig(AppConfig):
    """The app matches."""

    name = "kompetensnav.apps.matches"
    label = "matches"
    default_auto_field = "django.db.models.BigAutoField"
