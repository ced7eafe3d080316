"""Accounts, the roles they were given, the teams they worked in, and the links that let people in."""

import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The cast. `customer` is everyone who wrote to us; the others are invited."""

    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    REVIEWER = "reviewer", _("Reviewer")
    POLICY_OWNER = "policy_owner", _("Policy owner")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")
    SELLER = "seller", _("Seller")
    DRIVER = "driver", _("Driver")


STAFF_ROLES = frozenset({Role.AGENT, Role.LEAD, Role.REVIEWER, Role.POLICY_OWNER, Role.FINANCE, Role.ADMINISTRATOR})


NO_ADDRESS = ".invalid"  # RFC 2606: no such name will ever exist


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.alias(address=Lower("email")).get(address=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person we know: customer, staff, seller or driver. Without a usable password until one is set."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True, help_text="As in en or de-at; empty: the site's.")
    time_zone = models.CharField(max_length=64, blank=True, help_text="As in Europe/Berlin; empty: the site's.")
    extension = models.CharField(
        max_length=40, blank=True, help_text="As the telephone system names this person's telephone; empty: none."
    )
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Raised to sign out everywhere.")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True, help_text="When name, address and words were removed.")

    USERNAME_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.UniqueConstraint(
                fields=["extension"], condition=~Q(extension=""), name="an_extension_is_one_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def has_address(self) -> bool:
        """Whether mail can reach them. Somebody whom we know by telephone only has a name that never resolves."""
        return not self.email.endswith(NO_ADDRESS)

    @property
    def first_name(self) -> str:
        """The name by which to greet, or nothing where none is known."""
        return self.name.split(" ")[0] if self.name else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password they began with, and with the epoch."""
        proof = f"{self.password}:{self.session_epoch}"
        return salted_hmac("people.session", proof, secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """That somebody has, or had, a role: who gave it and when it ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], condition=Q(ended_at=None), name="a_role_is_held_once")
        ]
        # The few who work here are found without a look at every customer.
        indexes = [models.Index(fields=["role", "ended_at", "account"], name="role_held_by")]

    def __str__(self) -> str:
        return f"{self.account}: {self.role}"


class Team(models.Model):
    """The work group in which agents are compared: they share channel and kind of work."""

    name = models.CharField(max_length=100, unique=True)
    channel = models.CharField(max_length=20, help_text="mail, chat, phone or mixed")
    kind_of_work = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That somebody works, or worked, in a team; a lead leads it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "account"], condition=Q(left_on=None), name="a_team_is_joined_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.team}"


class Leave(models.Model):
    """That somebody is away on these days, both counted, for whatever reason: the reason is nobody's business here."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()
    noted_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="leave_ends_after_it_began"),
            models.UniqueConstraint(
                fields=["account", "first_day", "last_day"],
                condition=Q(cancelled_at=None),
                name="leave_is_noted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} away {self.first_day} to {self.last_day}"


class Invite(models.Model):
    """That an address was asked to join, with roles and perhaps a team. Open until accepted, withdrawn or too old."""

    email = models.EmailField(max_length=254)
    roles = models.JSONField(default=list)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invited_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invite_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {', '.join(self.roles)}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


class SignInLink(models.Model):
    """That somebody asked, by address, for a link to sign in with. Without an account, no mail was sent.

    Rows without an account are kept like the others, so that asking is limited alike for known and unknown addresses.
    """

    email = models.EmailField(max_length=254)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    ip = models.GenericIPAddressField(null=True)
    next_path = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["email", "asked_at"], name="links_by_address"),
            models.Index(fields=["ip", "asked_at"], name="links_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.email} at {self.asked_at:%Y-%m-%d %H:%M}"


class Erasure(models.Model):
    """That somebody is to be erased: asked for, agreed to by an administrator, held while something is open, done.

    `held_by` says in sentences what held it when it was last looked at; `removed` counts what went, by room.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    held_by = models.JSONField(default=list)
    removed = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-done_at", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(done_at=None), name="an_erasure_is_asked_for_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(agreed_at__isnull=False),
                name="a_person_agrees_to_an_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.account_id}"

    @property
    def how_much(self) -> str:
        """How many things were removed, in all."""
        count = sum(number for counts in self.removed.values() for number in counts.values())
        return translated("%(count)s things removed") % {"count": count}
