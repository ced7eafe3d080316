"""Cases as a Django app, and the events it listens to."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "evenhand.cases"
    label = "cases"
