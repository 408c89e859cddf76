"""Addresses of this journey."""

from django.urls import path

from kompetensnav.web.me import claims, cv, home, looks, needs, own_data, permission, profile, proposal
from kompetensnav.web.me.path import ways

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("proposals/<str:pk>/", proposal.proposal, name="proposal"),
    path("proposals/<str:pk>/answer/", proposal.answer, name="answer"),
    path("permission/", permission.permission, name="permission"),
    path("needs/", needs.needs, name="needs"),
    path("path/", ways, name="path"),
    path("looks/", looks.looks, name="looks"),
    path("data.json", own_data.export, name="export"),
    path("profile/", profile.profile, name="profile"),
    path("profile/section/", profile.section, name="section"),
    path("profile/place/", profile.whereabouts, name="whereabouts"),
    path("profile/contact/", profile.contact, name="contact"),
    path("profile/cv/", cv.cv, name="cv"),
    path("profile/cv/add/", cv.cv_add, name="cv_add"),
    path("profile/cv/text/", cv.kept_text, name="kept_text"),
    path("profile/add/<str:section>/", claims.search, name="search"),
    path("profile/add/<str:section>/chosen/", claims.claim_add, name="claim_add"),
    path("profile/claims/undo/", claims.claim_undo, name="claim_undo"),
    path("profile/claims/<int:number>/", claims.claim, name="claim"),
    path("profile/claims/<int:number>/remove/", claims.claim_remove, name="claim_remove"),
]
