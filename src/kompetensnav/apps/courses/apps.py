"""Registers the app with Django."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Course cases and letters of intent."""

    name = "kompetensnav.apps.courses"
    label = "courses"
