"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.oversight import views_jobs, views_logs

app_name = "oversight"
urlpatterns = [
    path("jobs/", views_jobs.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/retry/", views_jobs.retry, name="retry"),
    path("logs/", views_logs.show, name="logs"),
    path("logs/export.<slug:kind>", views_logs.export, name="logs_export"),
    path("faults/", views_logs.faults, name="faults"),
]
