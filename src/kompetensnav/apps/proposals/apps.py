"""Registers the app proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """The app proposals."""

    name = "kompetensnav.apps.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"
