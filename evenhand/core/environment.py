"""Every setting, in one typed place, read from the environment once. A wrong value stops the start."""

import datetime
import ipaddress
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AliasChoices, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "EVENHAND_"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _known_time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; write it as in Europe/Berlin, America/New_York or UTC")
    return name


def _may_hear_of_customers(url: str) -> bool:
    """Whether what goes to `url` is encrypted, or stays on this machine or in a private network."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_private
    except ValueError:
        return False


class Environment(BaseSettings):
    """The settings of one installation. Documented for operators in docs/operations/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    mode: Literal["production", "demo", "test"] = Field(
        "production",
        description="What this installation is for. `demo` opens one-click sign-in, on loopback only.",
    )
    secret_key: str = Field(
        "", description="Signs sessions, links and addresses. At least 50 characters in production."
    )
    data_dir: Path = Field(Path("data"), description="Where the embedded database, uploads and logs live.")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("EVENHAND_DATABASE_URL", "DATABASE_URL"),
        description="`sqlite:///path` or `postgres://user:password@host/name`. Empty: SQLite in the data directory.",
    )
    host: str = Field("127.0.0.1", description="Address on which pages are served.")
    port: int = Field(8000, ge=0, le=65535, description="Port on which pages are served. 0: any free one.")
    allowed_hosts: list[str] = Field(
        ["127.0.0.1", "localhost", "[::1]"],
        description="Host names under which pages are asked for, as a JSON list.",
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="How many proxies of your own stand in front. A visitor's address is then read that many places "
        "from the end of X-Forwarded-For. 0: that header is not believed.",
    )
    public_url: str = Field(
        "",
        description="The address that customers see, as in https://help.shop.example; it stands in mails and letters.",
    )
    time_zone: Annotated[str, AfterValidator(_known_time_zone)] = Field(
        "UTC", description="The site's time zone: people's days are counted in it."
    )
    weekend: list[Weekday] = Field(
        ["saturday", "sunday"],
        max_length=6,
        description="Days of the week that are not worked, as a JSON list. Deadlines in working days leave them out.",
    )
    holidays: list[datetime.date] = Field(
        [], description='Other days that are not worked, as a JSON list: ["2026-12-25", "2026-12-26"].'
    )
    language: str = Field(
        "en", pattern=r"^[a-z]{2,3}(-[a-z0-9]+)*$", description="The site's language, as in en or de-at."
    )
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$", description="Currency of orders that name none (ISO 4217).")
    shop_name: str = Field(
        "Your shop", min_length=1, max_length=80, description="The shop's name, as customers read it."
    )

    clock_ahead_hours: int = Field(
        0,
        ge=0,
        le=87_600,
        description="For demos and tests only: how far our clock runs ahead, to see what comes later.",
    )
    web_workers: int = Field(2, ge=1, le=64, description="Processes that serve pages and live streams.")
    web_threads: int = Field(8, ge=1, le=128, description="Pages that one such process works on at once.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged.")
    log_format: Literal["plain", "json"] = Field("plain", description="How log lines look.")

    mail_domain: str = Field("localhost", description="Domain of our own mail addresses.")
    mail_from: str = Field("help@localhost", description="The address from which replies are sent.")
    mail_listen_host: str = Field("127.0.0.1", description="Address on which mail is accepted.")
    mail_listen_port: int = Field(
        0, ge=0, le=65535, description="Port on which mail is accepted by SMTP or LMTP. 0: no listener."
    )
    mail_listen_protocol: Literal["smtp", "lmtp"] = Field("smtp", description="What the listener speaks.")
    mail_max_bytes: int = Field(
        26_214_400,
        ge=10_000,
        le=104_857_600,
        description="Largest mail accepted, in bytes. Larger ones are told so.",
    )
    imap_url: str = Field(
        "",
        pattern=r"^((imap|imaps)://.+)?$",
        description="A mailbox to poll: imaps://user:password@host:993/INBOX. Special characters percent-encoded.",
    )
    imap_poll_seconds: int = Field(30, ge=5, le=3600, description="How often the mailbox is polled.")
    undo_send_seconds: int = Field(
        10,
        ge=0,
        le=120,
        description="For how long an agent can take a reply back; it leaves when that is over. 0: it leaves at once.",
    )
    smtp_url: str = Field(
        "",
        pattern=r"^((smtp|smtps|smtp\+tls)://.+)?$",
        description="Where replies are handed over: smtp://, smtp+tls:// or smtps://user:password@host:port. "
        "Empty: they stay in the outgoing mailbox, which a page shows.",
    )

    virus_scanner: str = Field(
        "",
        pattern=r"^(tcp://[^/\s:]+:[0-9]{1,5}|unix:/\S+)?$",
        description="A virus scanner that speaks clamd's protocol, as in tcp://127.0.0.1:3310 or "
        "unix:/run/clamav/clamd.ctl. Every file that comes in or goes out is shown to it. Empty: none.",
    )

    call_link: str = Field(
        "tel:{number}",
        pattern=r"^(tel|sip|sips|callto|https?):[^\s<>\"']*\{number\}[^\s<>\"']*$",
        description="What a press on a customer's telephone number opens, with {number} where the number goes: "
        "tel:{number}, sip:{number}@pbx.example, or an address of your telephone system.",
    )

    drafting_url: str = Field(
        "",
        pattern=r"^(https?://[^/]+(/.*)?)?$",
        description="A language model that drafts replies: any address that speaks the API which OpenAI made common, "
        "as in http://127.0.0.1:11434/v1. Empty: none.",
    )
    drafting_model: str = Field("", max_length=200, description="Which model to ask there.")
    drafting_key: str = Field("", description="The key to show there, where it wants one.")
    drafting_timeout_seconds: int = Field(30, ge=2, le=120, description="How long we wait for a draft.")
    drafting_sends_personal_data: bool = Field(
        False,
        description="Whether names, addresses and numbers of customers are sent there as they are. `false`: "
        "placeholders are sent in their place, and the real words put back here.",
    )

    payment_provider: Literal["ledger", "stripe"] = Field(
        "ledger",
        description="Who pays refunds and takes charges. `ledger`: we write down what is to be paid, and somebody pays "
        "by it. `stripe`: Stripe does.",
    )
    stripe_secret_key: str = Field(
        "",
        pattern=r"^((sk|rk)_[A-Za-z0-9_]+)?$",
        description="Stripe's secret or restricted key (sk_… or rk_…). A restricted one needs to write refunds and "
        "payment intents, and to read payment methods.",
    )
    stripe_webhook_secret: str = Field(
        "",
        pattern=r"^(whsec_.+)?$",
        description="The signing secret of the endpoint /hooks/stripe/ (whsec_…). Empty: that address does not exist.",
    )
    stripe_api_base: str = Field(
        "https://api.stripe.com",
        pattern=r"^https?://[^/]+$",
        description="Where Stripe answers. Another address is for tests; in production it has to be https.",
    )
    stripe_timeout_seconds: int = Field(
        10, ge=1, le=80, description="How long we wait for Stripe before we ask again later."
    )

    chat_origins: list[Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]] = Field(
        [],
        max_length=50,
        description="The shops that may show the chat, exactly as a browser names them, as a JSON list: "
        '["https://www.shop.example"]. Empty: there is no chat.',
    )
    chat_hours: str = Field(
        "",
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?$",
        description="When chats are taken on worked days, in the site's time zone, as in 09:00-17:30. Empty: whenever "
        "somebody takes them.",
    )
    chat_calendar: str = Field(
        "",
        max_length=80,
        description="The name of a calendar of opening hours (page Opening hours) by which chats are taken, instead of "
        "EVENHAND_CHAT_HOURS. Empty, or where there is no calendar of that name: EVENHAND_CHAT_HOURS.",
    )
    chat_most: int = Field(3, ge=1, le=20, description="How many chats one agent has at once before no more come.")
    chat_identity_secret: str = Field(
        "",
        pattern=r"^(.{32,})?$",
        description="Shared with the shop, at least 32 characters: it signs who a customer is. Empty: no chat is "
        "connected with an account of the shop.",
    )

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.mode == "production" and len(self.secret_key) < 50:
            raise ValueError("secret_key must have at least 50 random characters; `openssl rand -base64 48` makes some")
        if self.payment_provider == "stripe" and not self.stripe_secret_key:
            raise ValueError("stripe_secret_key must be set where payment_provider is stripe")
        if self.drafting_url and not self.drafting_model:
            raise ValueError("drafting_model must be set where drafting_url is")
        if self.drafting_url and not _may_hear_of_customers(self.drafting_url):
            raise ValueError("drafting_url must begin with https://, unless it is on this machine or a private network")
        if self.mode == "production" and not self.stripe_api_base.startswith("https://"):
            raise ValueError("stripe_api_base must begin with https:// in production: a key is sent there")
        if self.mode == "production" and self.clock_ahead_hours:
            raise ValueError("clock_ahead_hours must be 0 in production: what happens there happens now")
        if self.mode == "demo" and self.host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(
                "host must be 127.0.0.1, localhost or ::1 in demo mode: anyone can sign in as anyone there"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def signing_key(self) -> str:
        """The secret key, or, outside production only, one that need not be secret."""
        return self.secret_key or f"evenhand-{self.mode}-on-loopback-only-this-key-is-no-secret-at-all"

    @property
    def effective_database_url(self) -> str:
        """The database to use, the embedded one where none is named."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'evenhand.sqlite3').resolve()}"

    @property
    def effective_public_url(self) -> str:
        """The address that customers see, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


class WrongSetting(SystemExit):
    """A setting has a value that is not allowed. Stops the start with a list of what is."""


@cache
def environment() -> Environment:
    """Answers this installation's settings.

    Raises WrongSetting, which ends the program, naming each wrong setting and what is allowed.
    """
    try:
        return Environment()
    except ValidationError as error:
        raise WrongSetting(_in_plain_words(error)) from None


def _in_plain_words(error: ValidationError) -> str:
    lines = ["Evenhand cannot start: a setting has a value that is not allowed."]
    for problem in error.errors():
        field = str(problem["loc"][0]) if problem["loc"] else ""
        name = variable_name(field) if field.lower() in Environment.model_fields else field
        message = problem["msg"].removeprefix("Value error, ")
        given = f" (given: {problem['input']!r})" if field and not _SECRET.search(field) else ""
        lines.append(f"  {name or PREFIX + '…'}: {message}{given}")
    lines.append("All settings, with what each allows: docs/operations/settings.md")
    return "\n".join(lines)


_SECRET = re.compile("secret|key|url", re.IGNORECASE)  # an address may hold a password


def variable_name(field: str) -> str:
    """The environment variable that sets `field`."""
    return PREFIX + field.upper()
