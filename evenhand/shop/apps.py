"""Shop as a Django app, and the events it listens to."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "evenhand.shop"
    label = "shop"
