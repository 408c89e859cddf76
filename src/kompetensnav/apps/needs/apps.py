"""Registers the app needs."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The app needs."""

    name = "kompetensnav.apps.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"
