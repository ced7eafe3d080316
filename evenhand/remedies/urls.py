"""Addresses of remedies: the doors for payment providers."""

from django.urls import path

from evenhand.remedies import views

app_name = "remedies"
urlpatterns = [path("hooks/stripe/", views.stripe_hook, name="stripe_hook")]
