"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.proposals, name="list"),
    path("notices/done/", views.notice_done, name="notice_done"),
    path("<str:proposal_id>/", views.proposal, name="proposal"),
    path("<str:proposal_id>/answer/", views.answer, name="answer"),
    path("<str:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
]
