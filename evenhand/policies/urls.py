"""Addresses of policies."""

from django.urls import path

from evenhand.policies import views

app_name = "policies"
urlpatterns = []
