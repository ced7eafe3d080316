"""Demo as a Django app, and the events it listens to."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "evenhand.demo"
    label = "demo"
