"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.employer.home import home

app_name = "employer"
urlpatterns = [path("", home, name="home")]
