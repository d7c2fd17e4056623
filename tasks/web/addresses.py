"""Decides which network addresses may be asked: public ones, and those that the user allows."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def is_allowed(address: str, allowed: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether a connection to this address (an IP literal) may be opened.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) is judged as the IPv4
    address that it leads to. What is no address is not allowed.
    """
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _nat64(ip) or ip
    if any(ip.version == network.version and ip in network for network in allowed):
        return True
    # IPv6 has reserved blocks that count as global: IPv4-compatible, a network's own NAT64.
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def odd_address(host: str) -> str | None:
    """The IPv4 address that a host in an old spelling means: `2130706433`, `0177.1`, `127.1`.

    None for names, and for addresses as they are written today.
    """
    try:
        ip_address(host)
    except ValueError:
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    return None


def _nat64(ip: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
