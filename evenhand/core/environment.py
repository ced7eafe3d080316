"""Every setting, in one typed place, read from the environment once. A wrong value stops the start."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AliasChoices, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "EVENHAND_"


def _known_time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; write it as in Europe/Berlin, America/New_York or UTC")
    return name


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
    smtp_url: str = Field(
        "",
        pattern=r"^((smtp|smtps|smtp\+tls)://.+)?$",
        description="Where replies are handed over: smtp://, smtp+tls:// or smtps://user:password@host:port. "
        "Empty: they stay in the outgoing mailbox, which a page shows.",
    )

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.mode == "production" and len(self.secret_key) < 50:
            raise ValueError("secret_key must have at least 50 random characters; `openssl rand -base64 48` makes some")
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
        given = f" (given: {problem['input']!r})" if field and "secret" not in field.lower() else ""
        lines.append(f"  {name or PREFIX + '…'}: {message}{given}")
    lines.append("All settings, with what each allows: docs/operations/settings.md")
    return "\n".join(lines)


def variable_name(field: str) -> str:
    """The environment variable that sets `field`."""
    return PREFIX + field.upper()
