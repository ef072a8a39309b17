"""The server takes its port or says in one line why it cannot."""

import socket
from inspect import signature

import pytest

from motorloops.model.errors import InputError
from motorloops.server import web


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refused(host: str, port: int) -> InputError:
    with pytest.raises(InputError) as caught:
        web.serve(host, port)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_taken_port(taken):
    problem = refused("127.0.0.1", taken)
    assert problem.field == "port"
    assert "in use" in str(problem)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist(port):
    assert refused("127.0.0.1", port).field == "port"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 300, "192.0.2.1"])
def test_a_host_that_is_not_this_machine(host):
    assert refused(host, 0).field == "host"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"names": ["http://lab.example"]}, "host name"),
        ({"names": ["lab.example", ""]}, "host name"),
        ({"proxies": ["lab.example"]}, "proxy"),
        ({"proxies": ["10.0.0.1/8"]}, "proxy"),  # not the first address of a network
    ],
)
def test_a_name_or_a_proxy_that_is_none(options, field):
    with pytest.raises(InputError) as caught:
        web.serve(port=0, **options)
    assert caught.value.field == field
    assert "\n" not in str(caught.value)


def test_missing_assets_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(web, "CDN", tmp_path)
    with pytest.raises(web.MissingAssetsError, match="make assets"):
        web.build_app()


def test_loopback_is_the_default():
    assert signature(web.serve).parameters["host"].default in web.LOOPBACK
    assert set(web.LOOPBACK.names) == {"localhost", "127.0.0.1", "::1"}


def test_a_lost_connection_is_given_up_within_a_minute():
    assert web.LIMITS.longest <= 60
    for entry in (web.serve, web.build_app):
        assert signature(entry).parameters["limits"].default is web.LIMITS
