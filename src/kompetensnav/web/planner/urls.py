"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.planner import views_closing, views_matrix

app_name = "planner"
urlpatterns = [
    path("", views_matrix.matrix, name="matrix"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views_matrix.export, name="export"),
    path("closing/", views_closing.closing, name="closing"),
    re_path(r"^closing/export\.(?P<form>csv|xlsx)$", views_closing.export, name="closing_export"),
]
