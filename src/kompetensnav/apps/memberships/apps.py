"""Registers the app memberships."""

from django.apps import AppConfig


class MembershipsConfig(AppConfig):
    """The app memberships."""

    name = "kompetensnav.apps.memberships"
    label = "memberships"
    default_auto_field = "django.db.models.BigAutoField"
