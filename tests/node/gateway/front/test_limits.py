"""Rate limits as a clock sees them, in bounded memory; and whose request it is, behind proxies and without."""

from ipaddress import ip_network

import pytest

import kula.node.gateway.limits
from kula.node.gateway.api.front.addresses import client_of, host_of, site_of, site_of_peer
from kula.node.gateway.limits import BY_ADDRESS, RateLimits
from kula.node.gateway.problems import Problem

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _passes(limits: RateLimits, address: str, site: str = "", name: str = "claims") -> bool:
    try:
        limits.take_for_address(name, address, site or address)
    except Problem as problem:
        return problem.slug not in ("rate-limited", "network-limited") or problem.retry_after < 1
    return True


def test_limits__a_burst_then_a_steady_rate__for_each_subject_alone():
    clock = _Clock()
    limits, rate = RateLimits(clock=clock), BY_ADDRESS["claims"]
    assert [_passes(limits, "a") for _ in range(rate.at_once + 2)] == [True] * rate.at_once + [False] * 2
    assert _passes(limits, "b")
    clock.now = 60 / rate.per_minute
    assert [_passes(limits, "a") for _ in range(2)] == [True, False], "one more after a while"
    clock.now = 3_600
    assert [_passes(limits, "a") for _ in range(rate.at_once + 1)] == [True] * rate.at_once + [False]


def test_limits__retry_after__is_when_the_next_one_passes():
    clock = _Clock()
    limits, rate = RateLimits(clock=clock), BY_ADDRESS["claims"]
    for _ in range(rate.at_once):
        limits.take_for_address("claims", "a", "a")
    with pytest.raises(Problem) as problem:
        limits.take_for_address("claims", "a", "a")
    clock.now = problem.value.retry_after
    assert _passes(limits, "a")


def test_limits__of_all_addresses_that_one_person_has__are_those_of_a_few():
    clock = _Clock()
    limits, rate = RateLimits(clock=clock), BY_ADDRESS["claims"]
    networks = [f"2001:db8:1:{part:x}::/64" for part in range(1_000)]
    assert {site_of(one) for one in networks} == {"2001:db8:1::/48"}
    passed = sum(_passes(limits, one, site_of(one)) for one in networks for _ in range(rate.at_once))
    assert passed == 16 * rate.at_once
    assert _passes(limits, "2001:db8:2::/64", "2001:db8:2::/48")
    assert site_of("203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize(
    ("take", "slug", "whose"),
    [
        (lambda limits, n: limits.take_for_address("claims", "a", "a"), "rate-limited", "your network address"),
        (
            lambda limits, n: limits.take_for_address("claims", f"a{n}", "site"),
            "network-limited",
            "your network together",
        ),
        (lambda limits, n: limits.take_for_account("grants", "a"), "rate-limited", "your account"),
        (lambda limits, n: limits.take_for_key("records", "a"), "rate-limited", "your session key"),
    ],
    ids=["address", "site", "account", "key"],
)
def test_limits__problem__says_whose_rate_is_used_up_and_when_to_try_again(take, slug: str, whose: str):
    limits = RateLimits(0.5, clock=_Clock())

    def flood() -> None:
        for number in range(2_000):
            take(limits, number)

    with pytest.raises(Problem) as refused:
        flood()
    assert refused.value.slug == slug
    assert whose in refused.value.detail
    assert f"try again in {refused.value.retry_after} s" in refused.value.detail


def test_limits__of_a_million_addresses__keep_bounded_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kula.node.gateway.limits, "_KEPT", 100)
    limits = RateLimits()
    for number in range(1_000):
        assert _passes(limits, str(number))
    assert len(limits._full_at) == 100


def test_limits__with_another_factor__are_told_as_they_are():
    limits, rate = RateLimits(0.5, clock=_Clock()), BY_ADDRESS["claims"]
    for _ in range(round(rate.at_once / 2)):
        limits.take_for_address("claims", "a", "a")
    with pytest.raises(Problem, match=f" {rate.per_minute / 2:g} times per minute"):
        limits.take_for_address("claims", "a", "a")


def test_limits__with_the_factor_0__are_off():
    limits = RateLimits(0)
    assert all(_passes(limits, "a") for _ in range(1_000))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("fd00::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("testclient", "198.51.100.1", "testclient"),
    ],
)
def test_client__behind_proxies__is_what_the_nearest_stranger_cannot_choose(peer: str, forwarded: str, client: str):
    headers = {b"x-forwarded-for": forwarded.encode()} if forwarded else {}
    assert client_of({"client": (peer, 1)}, headers, PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "site"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("10.0.0.1", ""),
        ("::ffff:10.0.0.1", ""),
        ("fd00::1", ""),
        ("", ""),
    ],
)
def test_connection__counts_for_the_site_of_its_peer__and_for_none_of_a_proxy(peer: str, site: str):
    assert site_of_peer(peer, PROXIES) == site


@pytest.mark.parametrize(
    ("header", "host"),
    [
        (b"gateway:8000", "gateway"),
        (b"10.0.0.5:8000", "10.0.0.5"),
        (b"LOCALHOST", "localhost"),
        (b"[::1]", "[::1]"),
        (b"[::1]:8000", "[::1]"),
        (b"kula.example.", "kula.example"),
        (b"", ""),
        (b"[", ""),
    ],
)
def test_host__as_clients_write_it(header: bytes, host: str):
    assert host_of(header) == host
