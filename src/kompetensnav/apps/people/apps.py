"""Registers the app people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app people."""

    name = "kompetensnav.apps.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
