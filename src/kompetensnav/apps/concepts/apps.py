"""Registers the app concepts."""

from django.apps import AppConfig


class ConceptsConfig(AppConfig):
    """The app concepts."""

    name = "kompetensnav.apps.concepts"
    label = "concepts"
    default_auto_field = "django.db.models.BigAutoField"
