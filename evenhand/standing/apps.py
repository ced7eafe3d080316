"""Standing as a Django app, and the events it listens to."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "evenhand.standing"
    label = "standing"
