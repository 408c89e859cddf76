"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.people import views_list, views_needs, views_path, views_person

app_name = "people"
urlpatterns = [
    path("", views_list.list_people, name="list"),
    path("export/", views_list.export, name="export"),
    path("<str:pk>/", views_person.person, name="person"),
    path("<str:pk>/needs/", views_needs.needs, name="needs"),
    path("<str:pk>/path/", views_path.path, name="path"),
    path("<str:pk>/contact/", views_person.contact, name="contact"),
]
