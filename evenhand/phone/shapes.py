"""The shape of what a telephone system sends, checked field by field."""

import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from evenhand.core.api import InvalidInput
from evenhand.phone.rules import Kind, Told

LARGEST_BODY = 16_384
AHEAD = datetime.timedelta(minutes=5)
BEHIND = datetime.timedelta(hours=24)
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=PRINTABLE)]
Extension = Annotated[str, Field(max_length=40, pattern=PRINTABLE)]


class BrokenEvent(InvalidInput):
    """A rightly signed request that tells of no event; the message names each field."""

    status = 400


class CallTold(BaseModel):
    """One event of a call. Fields that we do not know are left alone, so that a system may send more."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Name
    call: Name
    kind: Kind
    at: AwareDatetime
    direction: Literal["inbound", "outbound"] = "inbound"
    number: Annotated[str, Field(max_length=60, pattern=PRINTABLE)] = ""
    agent: Extension = ""
    to: Extension = ""
    outcome: Literal["", "completed", "abandoned", "missed"] = ""
    sequence: Annotated[int, Field(ge=0, le=2**62)] = 0

    @model_validator(mode="after")
    def _names_who(self) -> "CallTold":
        if self.kind == Kind.ANSWERED and not self.agent:
            raise ValueError("an answered call says by whom: agent is the extension that answered")
        return self

    def as_told(self) -> Told:
        """What the timeline needs."""
        return Told(self.id, self.kind, self.at, self.agent, self.to, self.outcome, self.sequence)


def read_event(body: bytes, now: datetime.datetime) -> CallTold:
    """The event in a request's body. Raises BrokenEvent."""
    try:
        told = CallTold.model_validate_json(body)
    except ValidationError as error:
        raise BrokenEvent(_in_words(error)) from None
    if told.at > now + AHEAD:
        raise BrokenEvent("at: lies more than five minutes ahead of our clock. Set the telephone system's clock.")
    if told.at < now - BEHIND:
        raise BrokenEvent("at: lies more than a day back; so old an event changes no figures any more.")
    return told


def _in_words(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False)[:10]:
        field = ".".join(str(part) for part in problem["loc"])
        lines.append(f"{field}: {problem['msg'].removeprefix('Value error, ')}" if field else problem["msg"])
    return "; ".join(line.removeprefix("Value error, ") for line in lines)
