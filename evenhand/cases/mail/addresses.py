"""Addresses that carry a case: help+c41.SIGNATURE@shop.example. A forged one carries nothing."""

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

from evenhand.core.api import environment

_SIDE_TOKEN = re.compile(r"\+s([1-9][0-9]{0,17})\.([a-z2-7]{16})@", re.IGNORECASE)
_TOKEN = re.compile(r"\+c([1-9][0-9]{0,17})\.([a-z2-7]{16})@", re.IGNORECASE)


def reply_address(case_id: int, address: str = "") -> str:
    """The address that brings an answer back into case `case_id`: by way of our `address`, or that of the settings."""
    local, _, domain = (address or environment().mail_from).partition("@")
    return f"{local}+c{case_id}.{_signature(case_id)}@{domain}"


def case_in_address(address: str) -> int | None:
    """The case that `address` carries, where we signed it ourselves."""
    token = _TOKEN.search(address)
    if token and constant_time_compare(token[2].lower(), _signature(int(token[1]))):
        return int(token[1])
    return None


def side_address(thread_id: int, address: str = "") -> str:
    """The address that brings an answer back into a side conversation, by way of our `address` as above."""
    local, _, domain = (address or environment().mail_from).partition("@")
    return f"{local}+s{thread_id}.{_side_signature(thread_id)}@{domain}"


def side_in_address(address: str) -> int | None:
    """The side conversation that `address` carries, where we signed it ourselves."""
    token = _SIDE_TOKEN.search(address)
    if token and constant_time_compare(token[2].lower(), _side_signature(int(token[1]))):
        return int(token[1])
    return None


def without_token(address: str) -> str:
    """`address` in small letters, without what stands behind a plus: "help@shop.example"."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _signature(case_id: int) -> str:
    return _signed("evenhand.cases.reply-address", case_id)


def _side_signature(thread_id: int) -> str:
    return _signed("evenhand.cases.side-address", thread_id)


def _signed(what: str, number: int) -> str:
    digest = salted_hmac(what, str(number), algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
