"""Input: what an agent chooses to give."""

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.models import Remedy


def new_key() -> str:
    """A key for one press of one button, however often it arrives."""
    return uuid.uuid4().hex


class GrantForm(forms.Form):
    """One remedy to give. The hidden key is made with the page, so that pressing twice gives once.

    `amount` is left empty for what is usual; it is read in `currency`, which the page states.
    """

    kind = forms.ChoiceField(choices=Remedy.Kind.choices, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[0-9A-Za-z-]{16,64}$", widget=forms.HiddenInput)
    currency = forms.RegexField(r"^[A-Z]{3}$", widget=forms.HiddenInput)
    amount = forms.DecimalField(label=_("Amount"), required=False, min_value=Decimal(0), max_digits=12)

    def clean(self) -> dict[str, Any]:
        """The amount as money, exact in its currency."""
        cleaned = super().clean() or {}
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if amount is not None and currency:
            try:
                cleaned["money"] = Money.from_decimal(amount, currency)
            except (ValueError, InvalidOperation):
                self.add_error("amount", _("This has more decimals than the currency."))
        return cleaned

    @property
    def money(self) -> Money | None:
        """The amount that was asked for, or None for what is usual."""
        return self.cleaned_data.get("money")
