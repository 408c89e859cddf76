"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.corrections import views

app_name = "corrections"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("export.<slug:kind>", views.export, name="export"),
    path("<str:correction_id>/", views.correction, name="correction"),
    path("<str:correction_id>/decide/", views.decide, name="decide"),
]
