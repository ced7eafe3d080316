"""Packs: folders of policies as TOML files, checked whole before anything is loaded."""

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evenhand.core.api import Actor, InvalidInput, environment, one_transaction
from evenhand.people.api import Account
from evenhand.policies.actions import install_policy
from evenhand.policies.rules import Parameter
from evenhand.policies.wording import ClauseWords, VersionWords, problems

HOUSE = Path(__file__).resolve().parent / "house"
RETAILER = HOUSE.with_name("retailer")
PACKS = {"house": HOUSE, "retailer": RETAILER}


class BrokenPack(InvalidInput):
    """A file of a pack is not as it has to be. The message names file, clause and field, one line for each problem."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PackedParameter(_Strict):
    """A parameter as a pack writes it. `value_from` takes the value from this installation's settings."""

    name: str
    value: bool | int | str | None = None
    value_from: Literal["currency"] | None = None
    unit: str = ""
    explanation: str

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if (self.value is None) == (self.value_from is None):
            raise ValueError("give either value or value_from")
        return self

    def parameter(self) -> Parameter:
        """The parameter, with its value here."""
        value = environment().currency if self.value is None else self.value
        return Parameter(self.name, value, self.unit, self.explanation)


class PackedClause(_Strict):
    """A clause as a pack writes it."""

    number: str
    title: Annotated[str, Field(max_length=120)]
    text: str
    questions: Annotated[str, Field(max_length=300)] = ""
    effect: Literal["", "keep", "allow", "needs_approval", "refuse"] = ""
    condition: Annotated[str, Field(max_length=1000)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""

    def words(self) -> ClauseWords:
        """The clause, its lines joined to paragraphs."""
        return ClauseWords(**{**self.model_dump(), "text": _paragraphs(self.text)})


Audience = Literal["agents", "sellers", "drivers", "customers"]
NoticeDays = Annotated[int, Field(ge=0, le=365)]


class PackedPolicy(_Strict):
    """A policy as a pack writes it."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    title: Annotated[str, Field(max_length=120)]
    purpose: Annotated[str, Field(max_length=300)]
    audiences: list[Audience]
    notice_days: NoticeDays = 0
    audience_days: dict[Audience, NoticeDays] = {}
    needs_acknowledgement: bool = False
    text: str
    parameters: list[PackedParameter] = []
    clauses: list[PackedClause]

    def words(self) -> VersionWords:
        """Everything that the first version says."""
        return VersionWords(
            text=_paragraphs(self.text),
            parameters=tuple(each.parameter() for each in self.parameters),
            clauses=tuple(each.words() for each in self.clauses),
        )

    def other_notice(self) -> dict[str, int]:
        """The days of those audiences that are promised another notice."""
        return {str(audience): days for audience, days in self.audience_days.items()}


def read_pack(folder: Path) -> list[PackedPolicy]:
    """Every policy of a pack, by file name. Raises BrokenPack, with all that is wrong, before anything is loaded."""
    found: list[PackedPolicy] = []
    wrong: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            policy = PackedPolicy.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as problem:
            wrong.append(f"{file.name}: {problem}")
        except ValidationError as problem:
            wrong += [f"{file.name}, {_place(file, error['loc'])}: {error['msg']}" for error in problem.errors()]
        else:
            found.append(policy)
            wrong += [f"{file.name}, {each}" for each in problems(policy.key, policy.words())]
    if not found and not wrong:
        wrong.append(f"{folder}: there is no policy (*.toml) in this folder")
    if wrong:
        raise BrokenPack("\n".join(wrong))
    return found


def load_pack(folder: Path = HOUSE, *, owner: Account | None, actor: Actor, now: datetime.datetime) -> dict[str, bool]:
    """Install each policy of a pack that is not here yet, all or none; answers key by key whether it is new.

    A policy that is here stays as it is, edited or not, so that loading twice changes nothing.
    """
    pack = read_pack(folder)
    with one_transaction():
        return {policy.key: install_packed(policy, owner=owner, actor=actor, now=now) for policy in pack}


def install_packed(policy: PackedPolicy, *, owner: Account | None, actor: Actor, now: datetime.datetime) -> bool:
    """Install one policy of a pack where it is not here yet; answers whether it is new."""
    return install_policy(
        key=policy.key,
        title=policy.title,
        purpose=policy.purpose,
        audiences=list(policy.audiences),
        words=policy.words(),
        notice_days=policy.notice_days,
        audience_days=policy.other_notice(),
        needs_acknowledgement=policy.needs_acknowledgement,
        owner=owner,
        actor=actor,
        now=now,
    )


def _place(file: Path, location: tuple[int | str, ...]) -> str:
    """Where in a file a problem is, in the words of the file: its clause or parameter, then the field."""
    if len(location) < 2 or not isinstance(location[1], int):
        return str(location[0]) if location else "the file"
    row = tomllib.loads(file.read_text(encoding="utf-8"))[str(location[0])][location[1]]
    name = row.get("number") or row.get("name") or f"no. {location[1] + 1}"
    kind = {"clauses": "clause", "parameters": "parameter"}.get(str(location[0]), str(location[0]))
    field = f", {location[2]}" if len(location) > 2 else ""
    return f"{kind} {name}{field}"


def _paragraphs(text: str) -> str:
    """Paragraphs without the line breaks that only keep the file narrow."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def packed_figures(key: str) -> dict[str, bool | int | str]:
    """The figures of one of the house's policies as it is packed, by name: for those who compute without a database."""
    policy = next(each for each in read_pack(HOUSE) if each.key == key)
    return {each.name: each.value for each in policy.parameters if each.value is not None}
