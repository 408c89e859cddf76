"""Registers the app assignments."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """The app assignments."""

    name = "kompetensnav.apps.assignments"
    label = "assignments"
    default_auto_field = "django.db.models.BigAutoField"
