"""Rows that are written once, such as letters and frozen results."""

from typing import Any

from django.db import models

from evenhand.core.errors import DomainError


class WrittenOnce(models.QuerySet[Any]):
    """Refuses every change of its rows with `refusal`, which says what to do instead."""

    refusal: type[DomainError]

    def update(self, **kwargs: Any) -> int:
        raise self.refusal

    def delete(self) -> tuple[int, dict[str, int]]:
        raise self.refusal
