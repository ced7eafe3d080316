"""What placeholders stand for in a case. The order is read only where words ask for it."""

import datetime
from collections.abc import Callable
from functools import cached_property

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date

from evenhand.cases.api import Case
from evenhand.core.api import Actor, Money, environment
from evenhand.shop.api import OrderView, ParcelView, order_view


class Values:
    """The values of one case for one writer, in the language of the words."""

    def __init__(self, case: Case, actor: Actor, now: datetime.datetime, *, language: str, gives: Money | None) -> None:
        self._case, self._actor, self._now = case, actor, now
        self._language, self._gives = language, gives

    def of(self, name: str) -> str:
        """The value of a placeholder; "" where nothing is known."""
        return self._known[name]()

    @cached_property
    def _known(self) -> dict[str, Callable[[], str]]:
        case = self._case
        return {
            "customer.first_name": lambda: case.customer.first_name,
            "customer.name": lambda: case.customer.name,
            "agent.first_name": lambda: self._actor.label.split(" ")[0],
            "agent.name": lambda: self._actor.label,
            "case.number": lambda: f"#{case.pk}",
            "shop.name": lambda: environment().shop_name,
            "order.number": lambda: case.order.number if case.order else "",
            "order.total": lambda: self._money(self._order.total if self._order else None),
            "parcel.carrier": lambda: self._parcel.carrier if self._parcel else "",
            "parcel.tracking": lambda: self._parcel.tracking if self._parcel else "",
            "parcel.promised": lambda: self._day(self._parcel.promised_until if self._parcel else None),
            "remedy.amount": lambda: self._money(self._gives),
        }

    @cached_property
    def _order(self) -> OrderView | None:
        return order_view(self._case.order, self._now) if self._case.order else None

    @cached_property
    def _parcel(self) -> ParcelView | None:
        parcels = self._order.parcels if self._order else ()
        sent = [parcel for parcel in parcels if parcel.shipped_at]
        return max(sent, key=lambda parcel: (parcel.shipped_at, parcel.id), default=None)

    def _money(self, amount: Money | None) -> str:
        return amount.format(str(self._locale)) if amount else ""

    def _day(self, day: datetime.date | None) -> str:
        return format_date(day, "long", locale=self._locale) if day else ""

    @property
    def _locale(self) -> Locale:
        try:
            return Locale.parse(self._language, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en")
