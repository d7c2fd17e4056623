"""Which addresses may be asked: public ones, whatever dress a private one comes in."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tasks.web.addresses import is_allowed

PRIVATE = {
    "loopback": "127.0.0.1",
    "loopback, not the first": "127.8.9.10",
    "loopback 6": "::1",
    "any": "0.0.0.0",
    "any 6": "::",
    "private 10": "10.1.2.3",
    "private 172": "172.31.255.255",
    "private 192": "192.168.0.1",
    "carrier-grade NAT": "100.64.0.1",
    "link-local: cloud metadata": "169.254.169.254",
    "link-local 6 with zone": "fe80::1%eth0",
    "unique local 6": "fd12:3456::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped in hexadecimal": "::ffff:7f00:1",
    "IPv4-compatible loopback": "::127.0.0.1",
    "NAT64 to private": "64:ff9b::10.0.0.1",
    "local NAT64": "64:ff9b:1::10.0.0.1",
    "6to4 to private": "2002:c0a8:0001::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "documentation": "192.0.2.1",
    "documentation 6": "2001:db8::1",
    "benchmarks": "198.18.0.1",
    "multicast": "224.0.0.1",
    "multicast 6": "ff02::1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "no address": "localhost",
    "decimal, which is a name to us": "2130706433",
}
PUBLIC = {
    "IPv4": "93.184.215.14",
    "IPv6": "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "mapped public": "::ffff:93.184.215.14",
    "NAT64 to public": "64:ff9b::93.184.215.14",
    "6to4 to public": "2002:5db8:d70e::1",
}


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_private_addresses_are_not_asked(address: str) -> None:
    assert not is_allowed(address, ())


@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)
def test_public_addresses_are_asked(address: str) -> None:
    assert is_allowed(address, ())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::127.0.0.1", True),
        ("::1", False),
        ("10.0.0.1", False),
    ],
)
def test_the_user_allows_networks(address: str, expected: bool) -> None:
    assert is_allowed(address, (ip_network("127.0.0.0/8"),)) is expected
