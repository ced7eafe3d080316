"""The demo as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "evenhand.demo"
    label = "demo"
