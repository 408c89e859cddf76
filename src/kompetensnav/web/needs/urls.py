"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.needs import views_list, views_need, views_new, views_reading, views_routes, views_wrong

app_name = "needs"
urlpatterns = [
    path("", views_list.needs, name="list"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views_list.export, name="export"),
    path("new/", views_new.new, name="new"),
    path("<str:need_id>/reading/", views_reading.reading, name="reading"),
    path("<str:need_id>/facts/", views_reading.facts, name="facts"),
    path("<str:need_id>/requirements/", views_reading.add_requirement, name="add_requirement"),
    path("<str:need_id>/requirements/<int:number>/", views_reading.requirement, name="requirement"),
    path("<str:need_id>/requirements/<int:number>/wrong/", views_wrong.wrong, name="wrong"),
    path("<str:need_id>/requirements/<int:number>/tell/", views_wrong.tell, name="tell"),
    path("<str:need_id>/register/", views_reading.register, name="register"),
    path("<str:need_id>/", views_need.need, name="need"),
    path("<str:need_id>/candidates/", views_need.candidates, name="candidates"),
    path("<str:need_id>/candidates/<str:person_id>/", views_need.why, name="why"),
    path("<str:need_id>/match/", views_need.match, name="match"),
    re_path(r"^(?P<need_id>[^/]+)/routes\.(?P<form>csv|xlsx)$", views_routes.routes, name="routes"),
    path("<str:need_id>/propose/", views_need.propose, name="propose"),
    path("<str:need_id>/end/", views_need.end, name="end"),
    path("<str:need_id>/log/", views_need.log, name="log"),
]
