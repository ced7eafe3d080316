"""Screens as a Django app, and the events it listens to."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "evenhand.screens"
    label = "screens"
