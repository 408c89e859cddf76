"""Registers the app places and keeps its rows equal to the facts."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlacesConfig(AppConfig):
    """The app places."""

    name = "kompetensnav.apps.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_write_facts, sender=self)


def _write_facts(**_: Any) -> None:
    from kompetensnav.apps.places.actions import write_facts

    write_facts()
