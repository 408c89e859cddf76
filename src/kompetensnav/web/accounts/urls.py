"""Addresses of this journey beside those of the login package."""

from django.urls import path

from kompetensnav.web.accounts import views

urlpatterns = [
    path("demo/", views.demo_login, name="demo_login"),
    path("login/", views.LoginView.as_view(), name="account_login"),
]
