"""Remedies as a Django app, and the events it listens to."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "evenhand.remedies"
    label = "remedies"
