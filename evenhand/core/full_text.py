"""Full text by each database's own means: FTS5 on SQLite, tsvector on PostgreSQL, one language of questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from evenhand.core.vendor_sql import VendorSQL
from evenhand.core.words import Term


@dataclass(frozen=True)
class FullTextIndex:
    """The index `name` over the column `words` of `table`, whose rows are known by the whole number `key`.

    The words are those of `plain_words`: small letters, no accents, so that both databases find the same.
    """

    name: str
    table: str
    key: str

    def operation(self) -> VendorSQL:
        """The step of a migration that makes the index, and takes it away again."""
        return VendorSQL(
            {"sqlite": self._sqlite, "postgresql": self._postgresql},
            {"sqlite": self._sqlite_back, "postgresql": self._postgresql_back},
        )

    @property
    def _sqlite(self) -> tuple[str, ...]:
        name, table, key = self.name, self.table, self.key
        forget = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', old.{key}, old.words);"  # noqa: S608 - our own names
        learn = f"INSERT INTO {name}(rowid, words) VALUES (new.{key}, new.words);"  # noqa: S608
        tokenizer = "tokenize='unicode61 remove_diacritics 0'"
        return (
            f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='{table}', content_rowid='{key}', {tokenizer})",
            f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {learn} END",
            f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {forget} END",
            f"CREATE TRIGGER {name}_changed AFTER UPDATE ON {table} BEGIN {forget} {learn} END",
        )

    @property
    def _sqlite_back(self) -> tuple[str, ...]:
        triggers = [f"DROP TRIGGER {self.name}_{what}" for what in ("added", "removed", "changed")]
        return (*triggers, f"DROP TABLE {self.name}")

    @property
    def _postgresql(self) -> tuple[str, ...]:
        vector = "vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED"
        return (
            f"ALTER TABLE {self.table} ADD COLUMN {vector}",
            f"CREATE INDEX {self.name} ON {self.table} USING gin (vector)",
        )

    @property
    def _postgresql_back(self) -> tuple[str, ...]:
        return (f"DROP INDEX {self.name}", f"ALTER TABLE {self.table} DROP COLUMN vector")


def full_text_question(terms: Sequence[Term], *, any_of: bool = False) -> str:
    """`terms` in the language of this database: all of them, or with `any_of` one at least; none that is excluded.

    Words are letters and digits only, so nothing needs escaping. "" where nothing is wanted.
    """
    wanted = [term for term in terms if not term.is_excluded]
    unwanted = [term for term in terms if term.is_excluded]
    if not wanted:
        return ""
    if connection.vendor == "postgresql":
        asked = (" | " if any_of else " & ").join(f"({_tsquery(term)})" for term in wanted)
        return f"({asked})" + "".join(f" & !({_tsquery(term)})" for term in unwanted)
    asked = (" OR " if any_of else " AND ").join(_fts5(term) for term in wanted)
    return f"({asked})" + "".join(f" NOT {_fts5(term)}" for term in unwanted)


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.is_open else ""}'


def _tsquery(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.is_open else "")
