"""From which network address a request comes, and to which host it goes."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]
_MOST_HOPS = 16
_HOST_OF_IPV6 = 64
"""One customer usually has all addresses that begin with the same 64 bits."""


def client_of(scope: Scope, headers: Mapping[bytes, bytes], proxies: Networks) -> str:
    """Returns the network address of a request's client: an IPv4 address, or an IPv6 network of 64 bits.

    X-Forwarded-For counts only as far as named proxies wrote it, from the right.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    hop = _parse(peer)
    if not hop:
        return peer
    for name in reversed(headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")[-_MOST_HOPS:]):
        before = _parse(name.strip())
        if not before or not any(hop in network for network in proxies):
            break
        hop = before
    if hop.version == 4:
        return str(hop)
    return str(IPv6Network((hop, _HOST_OF_IPV6), strict=False))


def host_of(header: bytes) -> str:
    """Returns the name in a Host header: without its port, in lower case. An IPv6 address keeps its brackets."""
    host = header.decode("latin-1").lower()
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.split(":")[0].removesuffix(".")


def _parse(name: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(name)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
