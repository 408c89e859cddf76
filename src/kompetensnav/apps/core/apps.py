"""Registers the app core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The app core."""

    name = "kompetensnav.apps.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kompetensnav.apps.core import collation  # noqa: F401  gives every SQLite connection Swedish order
