"""Registers the app accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app accounts."""

    name = "kompetensnav.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
