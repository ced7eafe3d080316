"""Input: what an agent wishes for about an order, read into one of the wishes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.core.api import Money
from evenhand.remedies.api import (
    AdjustPrice,
    Cancel,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    Choices,
    Credit,
    Exchange,
    Repay,
    Replacing,
    Return,
    Wish,
)
from evenhand.shop.api import Address

ADDRESS = (
    ("line1", _("Street and number")),
    ("line2", _("More")),
    ("city", _("Town")),
    ("state", _("State or region")),
    ("postal_code", _("Postal code")),
    ("country", _("Country")),
)


class ChangeForm(forms.Form):
    """The fields of one kind of change; `wish` is what was chosen."""

    def __init__(self, kind: str, choices: Choices, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind, self.choices = kind, choices
        FIELDS[kind](self)

    @property
    def wish(self) -> Wish:
        """The wish; call when the form is valid."""
        return WISHES[self.kind](self)

    def clean(self) -> dict[str, Any]:
        """A change of pieces names a piece; amounts are exact in the order's currency."""
        cleaned = super().clean() or {}
        if self.kind in ("change_items", "exchange") and not self.swaps():
            self.add_error(None, _("Choose at least one piece."))
        for name in ("amount", "shipping", "new_price"):
            if cleaned.get(name) is not None:
                try:
                    cleaned[name] = Money.from_decimal(cleaned[name], self.choices.currency)
                except ValueError:
                    self.add_error(name, _("This has more decimals than the currency."))
        return cleaned

    def swaps(self) -> tuple[Replacing, ...]:
        """The pieces for which another was chosen."""
        given = ((piece.line_id, self.cleaned_data.get(f"piece_{piece.line_id}")) for piece in self.choices.pieces)
        return tuple(Replacing(line_id, int(variant)) for line_id, variant in given if variant)

    def money(self, name: str) -> Money:
        """An amount that was given, or nothing."""
        given: Money | None = self.cleaned_data.get(name)
        return given or Money(0, self.choices.currency)

    @property
    def address(self) -> Address:
        """The address that was written."""
        return Address(**{name: self.cleaned_data[name] for name, _label in ADDRESS})

    @property
    def method_id(self) -> int:
        """The means of payment that was chosen."""
        return int(self.cleaned_data["method"])


def _reason(form: ChangeForm) -> None:
    reasons = [(reason, reason.capitalize()) for reason in form.choices.reasons]
    form.fields["reason"] = forms.ChoiceField(label=_("Reason"), choices=reasons)


def _address(form: ChangeForm) -> None:
    known = form.choices.address
    for name, label in ADDRESS:
        form.fields[name] = forms.CharField(
            label=label, max_length=200, required=name in ("line1", "city"), initial=getattr(known, name, "")
        )


def _method(form: ChangeForm) -> None:
    form.fields["method"] = forms.ChoiceField(label=_("Means of payment"), choices=form.choices.methods)


def _swap_fields(form: ChangeForm) -> None:
    for piece in form.choices.pieces:
        form.fields[f"piece_{piece.line_id}"] = forms.ChoiceField(
            label=piece.words, required=False, choices=[("", _("stays")), *piece.others]
        )
    _method(form)


def _return_fields(form: ChangeForm) -> None:
    pieces = [(piece.line_id, piece.words) for piece in form.choices.pieces]
    form.fields["pieces"] = forms.MultipleChoiceField(
        label=_("What comes back"),
        choices=pieces,
        initial=[line_id for line_id, _words in pieces] if len(pieces) == 1 else [],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what comes back.")},
    )
    _method(form)


def _price_fields(form: ChangeForm) -> None:
    pieces = [(piece.line_id, piece.words) for piece in form.choices.pieces]
    form.fields["piece"] = forms.ChoiceField(label=_("Piece"), choices=pieces)
    form.fields["new_price"] = _amount(form, _("The lower price"))


def _repay_fields(form: ChangeForm) -> None:
    form.fields["amount"] = _amount(form, _("Amount"))
    form.fields["shipping"] = _amount(form, _("Of it for shipping"), required=False)


def _credit_fields(form: ChangeForm) -> None:
    form.fields["amount"] = _amount(form, _("Amount"))


def _amount(form: ChangeForm, what: object, *, required: bool = True) -> forms.DecimalField:
    named = gettext("%(what)s, in %(currency)s") % {"what": what, "currency": form.choices.currency}
    return forms.DecimalField(label=named, min_value=Decimal(0), max_digits=12, required=required)


FIELDS: dict[str, Callable[[ChangeForm], None]] = {
    "cancel": _reason,
    "change_address": _address,
    "change_payment": _method,
    "change_items": _swap_fields,
    "return": _return_fields,
    "exchange": _swap_fields,
    "price_adjustment": _price_fields,
    "refund": _repay_fields,
    "credit": _credit_fields,
}
WISHES: dict[str, Callable[[ChangeForm], Wish]] = {
    "cancel": lambda form: Cancel(form.cleaned_data["reason"]),
    "change_address": lambda form: ChangeAddress(form.address),
    "change_payment": lambda form: ChangePayment(form.method_id),
    "change_items": lambda form: ChangeItems(form.swaps(), form.method_id),
    "return": lambda form: Return(tuple(int(pk) for pk in form.cleaned_data["pieces"]), form.method_id),
    "exchange": lambda form: Exchange(form.swaps(), form.method_id),
    "price_adjustment": lambda form: AdjustPrice(int(form.cleaned_data["piece"]), form.money("new_price")),
    "refund": lambda form: Repay(form.money("amount"), form.money("shipping").minor),
    "credit": lambda form: Credit(form.money("amount")),
}
