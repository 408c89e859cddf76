"""Registers the app with Django; it has no tables of its own."""

from django.apps import AppConfig


class RoutesConfig(AppConfig):
    """Routes, found when they are asked for."""

    name = "kompetensnav.apps.routes"
    label = "routes"
