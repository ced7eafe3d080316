"""The address that web processes share."""

import socket

import pytest

from evenhand.house.web import reserve


def test_an_address_is_ours_alone_before_anybody_listens_there() -> None:
    with reserve("127.0.0.1", 0) as ours, pytest.raises(OSError, match="in use"):
        reserve("127.0.0.1", ours.getsockname()[1])


def test_an_address_that_somebody_else_listens_at_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        reserve("127.0.0.1", taken.getsockname()[1])
