"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.desk import views

app_name = "desk"
urlpatterns = [path("", views.desk, name="desk")]
