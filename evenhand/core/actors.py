"""Who does something: a person with roles, or a named part of the system."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """The one who asks or acts, as plain values that any room can judge.

    `account_id` is None for the system itself. `source` says from where: "web 203.0.113.7", "mail",
    "command import_shop".
    """

    label: str
    account_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    team_ids: frozenset[int] = field(default_factory=frozenset)
    source: str = ""

    @property
    def is_system(self) -> bool:
        return self.account_id is None and self.label.startswith("system:")

    def has_role(self, *roles: str) -> bool:
        """Whether the actor has at least one of `roles`."""
        return not self.roles.isdisjoint(roles)


def system(part: str) -> Actor:
    """The actor for a part of the system, as in system("nightly survey")."""
    return Actor(label=f"system: {part}", source="system")


NOBODY = Actor(label="nobody")
