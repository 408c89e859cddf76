"""Registers the app organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The app organisations."""

    name = "kompetensnav.apps.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
