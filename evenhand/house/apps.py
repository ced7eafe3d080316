"""The house as a Django app: it holds commands that span the rooms."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "evenhand.house"
    label = "house"
