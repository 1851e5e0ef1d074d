"""From which network address a request comes, and to which host it goes."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

Networks = Sequence[IPv4Network | IPv6Network]
_MOST_HOPS = 16
_HOST_OF_IPV6 = 64
"""One machine usually has all addresses that begin with the same 64 bits."""
_SITE_OF_IPV6 = 48
"""A company, or who asks for a free tunnel, usually has all addresses that begin with the same 48 bits."""


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
        if not before or not _is_in(hop, proxies):
            break
        hop = before
    return _network_of(hop)


def site_of(address: str) -> str:
    """Returns the IPv6 network of 48 bits in which a network address from `client_of` lies; any other address itself."""
    return str(IPv6Network(address).supernet(new_prefix=_SITE_OF_IPV6)) if ":" in address else address


def site_of_peer(peer: str, proxies: Networks) -> str:
    """Returns the site of who is at the other end of a connection; empty for a named proxy."""
    address = _parse(peer)
    if not address:
        return site_of(peer)
    return "" if _is_in(address, proxies) else site_of(_network_of(address))


def host_of(header: bytes) -> str:
    """Returns the name in a Host header: without its port, in lower case. An IPv6 address keeps its brackets."""
    host = header.decode("latin-1").lower()
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.split(":")[0].removesuffix(".")


def _network_of(address: IPv4Address | IPv6Address) -> str:
    return str(IPv6Network((address, _HOST_OF_IPV6), strict=False)) if address.version == 6 else str(address)


def _is_in(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


def _parse(name: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(name)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
