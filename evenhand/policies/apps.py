"""Policies as a Django app, and the events it listens to."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "evenhand.policies"
    label = "policies"
