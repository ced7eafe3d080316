"""People as a Django app, and the events it listens to."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenhand.people"
    label = "people"
