"""Queries of the busiest pages, put together once: that takes the ORM longer than the database takes for the answer."""

import datetime
import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Lookup, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

MOST_KEPT = 1024
"""How many forms of queries a connection keeps: of each query one for each choice of constants."""

LARGEST_KEY = 2**63 - 1

_PLAIN_WORD = re.compile(r"[a-z][a-z_]*")

Row = TypeVar("Row")


class Prepared(Generic[Row]):
    """A query that is built once, with places for its values, and then asked with the values alone.

    `build` is given a place for each value, and constants by name. Values are keys, words, days and moments that the
    database compares with its columns: None is like nothing, and so is a number that no key can be. Whatever else
    decides how the query looks is a constant. Lists of keys are compared as `…__pk__among`. Prefetches are not made:
    see `give_related`.

        _of_queue = Prepared(lambda queue, ids: Case.objects.filter(queue=queue, pk__among=ids).values_list("pk", "subject"))
        _of_queue.rows(3, [41, 42])
    """  # noqa: E501 - an example is read best in one line

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build

    def rows(self, *values: Any, **constants: Hashable) -> list[Row]:
        """What `list(queryset)` would give. One query."""
        form = self._form(connections[DEFAULT_DB_ALIAS], len(values), constants)
        return form.rows(values) if form else []

    def first(self, *values: Any, **constants: Hashable) -> Row | None:
        """The first of the rows, where there is one."""
        return next(iter(self.rows(*values, **constants)), None)

    def get(self, *values: Any, **constants: Hashable) -> Row:
        """The first of the rows. Raises the model's DoesNotExist where there is none."""
        row = self.first(*values, **constants)
        if row is None:
            raise self._build(*map(_Place, range(len(values))), **constants).model.DoesNotExist
        return row

    def _form(self, using: BaseDatabaseWrapper, values: int, constants: dict[str, Hashable]) -> "_Form[Row] | None":
        """Kept with the connection, as threads share neither. None: there are no rows, whatever the values."""
        kept: dict[Hashable, _Form[Row] | None] = using.__dict__.setdefault("_prepared_forms", {})
        key = (self, *constants.items())
        if key not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            try:
                kept[key] = _Form(self._build(*map(_Place, range(values)), **constants), using)
            except EmptyResultSet:
                kept[key] = None
        return kept[key]


def give_related(rows: Iterable[Model], name: str, related: Mapping[Any, list[Any]]) -> None:
    """Let `row.<name>.all()` answer what was read already, by the keys of the rows, as `prefetch_related` does."""
    for row in rows:
        known: Any = getattr(row, name).all()
        known._result_cache, known._prefetch_done = related.get(row.pk, []), True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = known


class _Place(Expression):
    """Where a value goes that is known only when the query is asked."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return "%s", [self]


@Field.register_lookup
class Among(Lookup[Any]):
    """Whether a key is one of a list that stands in one place, however long: so the query has one form."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return self._compared("{} = ANY({})", compiler, connection)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        return self._compared("{} IN (SELECT value FROM json_each({}))", compiler, connection)

    def _compared(self, words: str, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        key, of_key = self.process_lhs(compiler, connection)
        keys, of_keys = self.process_rhs(compiler, connection)
        return words.format(key, keys), [*of_key, *of_keys]


class _Form(Generic[Row]):
    """One form of a query on one connection: Django's own ways from its rows to objects, without those to its words."""

    def __init__(self, queryset: QuerySet[Any, Row], using: BaseDatabaseWrapper) -> None:
        query: Any = queryset.query
        compiler = query.get_compiler(connection=using)
        self._sql, self._left = _with_constants(*compiler.as_sql())
        self._using = using
        self._queryset: Any = queryset
        self._values: Sequence[Any] = ()
        self._find_converters = compiler.get_converters
        self._converters: Any = None
        compiler.as_sql = self._as_sql
        compiler.get_converters = self._get_converters
        query.get_compiler = lambda *_arguments, **_named: compiler

    def rows(self, values: Sequence[Any]) -> list[Row]:
        self._values = values
        return list(self._queryset._iterable_class(self._queryset))

    def _get_converters(self, expressions: Any) -> Any:
        """From what the database gives to what a model has: by the query's columns, so always the same."""
        if self._converters is None:
            self._converters = self._find_converters(expressions)
        return self._converters

    def _as_sql(self, *_arguments: Any, **_named: Any) -> tuple[str, tuple[Any, ...]]:
        return self._sql, tuple(
            _adapted(self._values[each.number], self._using) if isinstance(each, _Place) else each
            for each in self._left
        )


def _with_constants(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """With plain words and numbers written into the query: a database that plans once for all values knows them then.

    Else it has to plan each time anew: only for the word "open" can an index of open cases alone be used.
    """
    given, left = iter(parameters), []

    def filled(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        value = next(given)
        if isinstance(value, str) and _PLAIN_WORD.fullmatch(value):
            return f"'{value}'"
        if type(value) is int:
            return str(value)
        left.append(value)
        return "%s"

    return re.sub("%%|%s", filled, sql), left


def _adapted(value: Any, using: BaseDatabaseWrapper) -> Any:
    if isinstance(value, list | tuple):
        keys = [key for key in value if abs(key) <= LARGEST_KEY]
        return keys if using.vendor == "postgresql" else json.dumps(keys)
    if isinstance(value, datetime.datetime):
        return using.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return using.ops.adapt_datefield_value(value)
    return None if isinstance(value, int) and abs(value) > LARGEST_KEY else value  # the database would refuse to look
