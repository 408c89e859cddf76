"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.nightly import views

app_name = "nightly"
urlpatterns = [
    path("", views.show, name="nightly"),
    path("start/", views.start, name="start"),
    path("state/", views.state, name="state"),
    path("<str:run_id>/cancel/", views.cancel, name="cancel"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views.export, name="export"),
]
