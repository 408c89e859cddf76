"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.catalogue import (
    views_cells,
    views_import,
    views_intake,
    views_list,
    views_programme,
    views_taught,
)

app_name = "catalogue"
urlpatterns = [
    path("", views_list.programmes, name="list"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views_list.export, name="export"),
    path("new/", views_programme.new, name="new"),
    path("programmes/<str:programme_id>/", views_programme.programme, name="programme"),
    path("programmes/<str:programme_id>/change/", views_programme.change, name="change"),
    path("programmes/<str:programme_id>/end/", views_programme.end, name="end"),
    path("programmes/<str:programme_id>/grants/", views_taught.grants, name="grants"),
    path("programmes/<str:programme_id>/demands/", views_taught.demands, name="demands"),
    path("programmes/<str:programme_id>/intakes/new/", views_intake.new, name="intake_new"),
    path("files/", views_import.imports, name="imports"),
    path("files/new/", views_import.import_new, name="import_new"),
    re_path(r"^files/template\.(?P<form>csv|xlsx)$", views_cells.template, name="template"),
    path("files/<str:import_id>/", views_import.show_import, name="import"),
    path("files/<str:import_id>/lines/<int:line>/", views_cells.fix, name="import_fix"),
    path("files/<str:import_id>/apply/", views_import.import_apply, name="import_apply"),
    path("files/<str:import_id>/discard/", views_import.import_discard, name="import_discard"),
    path("intakes/<str:intake_id>/", views_intake.change, name="intake"),
    path("intakes/<str:intake_id>/cancel/", views_intake.cancel, name="intake_cancel"),
]
