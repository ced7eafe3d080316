"""A row of every table that an address names by number, all belonging to people who are not asking.

One row for each table, and rows that belong together point to each other: the remedy is of the case's order, the draft
of its case. What a table requires is filled in by its kind; what more it needs stands in `GIVEN`.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import NOT_PROVIDED

from evenhand.people.api import Account, Role
from evenhand.people.testing import make_account
from evenhand.policies.models import PolicyVersion

AT = datetime.datetime(2026, 4, 9, 9, 0, tzinfo=datetime.UTC)
OF_KIND: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, AT),
    (models.DateField, AT.date()),
    (models.DurationField, datetime.timedelta(hours=1)),
    (models.BooleanField, True),
    (models.IntegerField, 7),
    (models.JSONField, {}),
    (models.BinaryField, b"raw"),
    (models.EmailField, "theirs@cast.example"),
    (models.Field, "theirs"),
)
STAFFS = {"people.Leave", "cases.Draft", "cases.Contact", "cases.SavedView", "cases.BulkChange", "routing.Handback"}
"""Tables whose account is somebody who works here; all other accounts are a customer's."""

Rows = dict[str, models.Model]
GIVEN: Mapping[str, Callable[["Others"], dict[str, Any]]] = {
    "cases.Case": lambda others: {"order": others.row("shop.Order"), "waiting_since": AT},
    "cases.Attachment": lambda others: {"sha256": "0" * 64},
    "cases.Queue": lambda others: {"channel": "mail"},
    "remedies.Evidence": lambda others: {"kind": "photo", "sha256": "0" * 64},
    "shop.Order": lambda others: {"number": "#T77", "currency": "USD"},
}


class Others:
    """Makes each row when it is asked for, and only once."""

    def __init__(self, agent: Account) -> None:
        self.agent = agent
        self.customer = make_account("Olga Owner", Role.CUSTOMER)
        version = PolicyVersion.objects.get(policy__key="refunds-and-claims", number=1)
        self.rows: Rows = {"policies.PolicyVersion": version, "policies.Policy": version.policy}

    def row(self, label: str) -> models.Model:
        """The row of this table."""
        if label not in self.rows:
            model = apps.get_model(label)
            given = GIVEN[label](self) if label in GIVEN else {}
            values = {field.name: self._value(label, field) for field in _required(model) if field.name not in given}
            self.rows[label] = model._base_manager.create(**values, **given)
        return self.rows[label]

    def _value(self, label: str, field: models.Field[Any, Any]) -> Any:
        if isinstance(field, models.ForeignKey):
            if field.related_model is Account:
                return self.agent if label in STAFFS else self.customer
            return self.row(field.related_model._meta.label)
        if field.choices:
            return field.flatchoices[0][0]
        made_up = next(value for kind, value in OF_KIND if isinstance(field, kind))
        return made_up[: field.max_length] if isinstance(made_up, str) and field.max_length else made_up


def _required(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.null and field.default is NOT_PROVIDED and not field.blank
    ]
