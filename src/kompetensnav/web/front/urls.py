"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.front import views

app_name = "front"
urlpatterns = [
    path("", views.start, name="start"),
    path("home/", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("act-as/", views.act_as, name="act_as"),
]
