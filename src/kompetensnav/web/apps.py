"""Registers the pages, for their static files and template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "kompetensnav.web"
    label = "web"
