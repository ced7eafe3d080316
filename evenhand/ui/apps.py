"""Ui as a Django app, and the events it listens to."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "evenhand.ui"
    label = "ui"
