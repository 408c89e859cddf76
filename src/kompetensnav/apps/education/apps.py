"""Registers the app with Django."""

from django.apps import AppConfig


class EducationConfig(AppConfig):
    """Programmes and their intakes."""

    name = "kompetensnav.apps.education"
    label = "education"
