"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.assignment import views_need, views_region

app_name = "assignment"
urlpatterns = [
    path("", views_region.region, name="region"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views_region.export, name="export"),
    path("start/", views_region.start, name="start"),
    path("status/", views_region.status, name="status"),
    path("<str:need_id>/", views_need.need, name="need"),
    re_path(r"^(?P<need_id>[^/]+)/export\.(?P<form>csv|xlsx)$", views_need.export, name="need_export"),
]
