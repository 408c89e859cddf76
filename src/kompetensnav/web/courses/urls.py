"""Addresses of this journey."""

from django.urls import path, re_path

from kompetensnav.web.courses import (
    views_build,
    views_case,
    views_evidence,
    views_letters,
    views_list,
    views_pools,
)

app_name = "courses"
urlpatterns = [
    path("", views_list.cases, name="list"),
    re_path(r"^export\.(?P<form>csv|xlsx)$", views_list.export, name="export"),
    path("new/", views_build.new, name="new"),
    path("effect/", views_build.effect, name="effect"),
    path("pools/", views_pools.pools, name="pools"),
    path("letters/", views_letters.letters, name="letters"),
    path("letters/<str:letter_id>/", views_letters.letter, name="letter"),
    path("<str:case_id>/", views_case.case, name="case"),
    path("<str:case_id>/change/", views_build.change, name="change"),
    path("<str:case_id>/ask/", views_case.ask, name="ask"),
    path("<str:case_id>/send/", views_case.send, name="send"),
    path("<str:case_id>/answer/", views_case.answer, name="answer"),
    path("<str:case_id>/start/", views_case.start, name="start"),
    path("<str:case_id>/close/", views_case.close, name="close"),
    re_path(r"^(?P<case_id>[^/]+)/evidence\.(?P<form>pdf|xlsx)$", views_evidence.evidence, name="evidence"),
]
