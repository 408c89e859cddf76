"""Registers the app corrections."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    """The app corrections."""

    name = "kompetensnav.apps.corrections"
    label = "corrections"
    default_auto_field = "django.db.models.BigAutoField"
