"""Settings: a wrong one stops the start and says what is allowed."""

import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from evenhand.core.environment import Environment, _in_plain_words


def explain(**settings: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Environment(**settings)  # type: ignore[arg-type]
    return _in_plain_words(caught.value)


def test_each_wrong_setting_is_named_with_what_is_allowed() -> None:
    words = explain(mode="live", port=99999, secret_key="x" * 50)
    assert "EVENHAND_MODE" in words
    assert "'production', 'demo' or 'test'" in words
    assert "EVENHAND_PORT" in words
    assert "65535" in words


def test_production_needs_a_real_secret_and_never_prints_it() -> None:
    words = explain(mode="production", secret_key="too short")
    assert "at least 50" in words
    assert "too short" not in words


@pytest.mark.parametrize("setting", ["imap_url", "smtp_url"])
def test_a_wrong_address_never_prints_the_password_in_it(setting: str) -> None:
    words = explain(mode="test", **{setting: "gopher://ada:hunter2@mail.example"})
    assert f"EVENHAND_{setting.upper()}" in words
    assert "hunter2" not in words


def test_the_clock_runs_ahead_in_demos_only() -> None:
    assert "must be 0 in production" in explain(mode="production", secret_key="x" * 50, clock_ahead_hours=3)


def test_the_demo_is_never_served_beyond_loopback() -> None:
    assert "127.0.0.1" in explain(mode="demo", host="0.0.0.0")


def test_stripe_needs_its_key_and_production_sends_it_over_https_only() -> None:
    assert "stripe_secret_key must be set" in explain(mode="test", payment_provider="stripe")
    safe = {"mode": "production", "secret_key": "x" * 50}
    assert "https://" in explain(**safe, stripe_api_base="http://127.0.0.1:9")
    assert "rk_live" not in explain(**safe, stripe_secret_key="rk_live!")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("time_zone", "Berlin"), ("smtp_url", "mail.example"), ("imap_url", "http://x"), ("currency", "dollars")],
)
def test_a_value_of_the_wrong_shape_is_refused(setting: str, value: str) -> None:
    assert f"EVENHAND_{setting.upper()}" in explain(mode="test", **{setting: value})


def test_a_wrong_setting_stops_the_start() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "from evenhand.house.command import main; main()"],
        env={**os.environ, "EVENHAND_MODE": "nonsense"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode != 0
    assert "cannot start" in answer.stderr
