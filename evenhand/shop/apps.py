"""Shop as a Django app, and the events it listens to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "evenhand.shop"
    label = "shop"

    def ready(self) -> None:
        """Say what the shop keeps about a person."""
        from evenhand.people.api import PersonalData, register_personal_data  # noqa: PLC0415 - models come first
        from evenhand.shop.personal import erase_purchases, export_purchases  # noqa: PLC0415

        register_personal_data(
            PersonalData("shop", _("Orders, addresses, payments, parcels"), export_purchases, erase_purchases)
        )
