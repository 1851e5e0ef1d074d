"""Rate limits: how often one network address, account or session key may ask for what costs the gateway something."""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from kula.contracts.modules.constants import MAX_AHEAD
from kula.node.gateway.problems import Problem

_KEPT = 65_536
"""Subjects whose use is remembered: about 20 MB. Those that asked last are kept."""

PART = 16
"""Once half of the numbers that may wait are given, one site has at most this part of all of them."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units a subject may use per minute in the long run, and at once after a pause."""

    per_minute: int
    at_once: int


BY_ADDRESS = {
    "read": Rate(600, 200),
    "entries": Rate(60, 60),
    "signatures": Rate(120, 60),
    "chat": Rate(30, 10),
    "grants": Rate(30, 20),
    "records": Rate(240, 120),
    "claims": Rate(10, 5),
    "transfers": Rate(10, 5),
    "revocations": Rate(10, 5),
    "accusations": Rate(10, 5),
    "take-backs": Rate(60, 60),
    "erasures": Rate(10, 5),
    "pairs": Rate(60, 20),
}
"""Requests of one network address, by what they ask for."""
GUEST_CHATS = Rate(10, 10)
"""Chats and pairs of one network address whose key no grant names, or which have no key."""
SITE = 16
"""The rates of an IPv6 network of 48 bits, as multiples of those of an address. One person can get a whole one for free."""
BY_ACCOUNT = {
    "entries": Rate(30, 30),
    "grants": Rate(10, 10),
    "records": Rate(640, 640),
}
"""Entries read and grants given by one account, and records of one account or session key. Gas has budgets instead."""
BY_KEY = {"records": Rate(640, 640)}
"""Records of one session key. Chats have no limit by key, because they prove none: anybody could use up a person's."""


_WHOSE = {
    "address": "your network address",
    "guest": "a guest of your network address, whose key no grant names,",
    "site": "all addresses of your network together",
    "account": "your account",
    "key": "your session key",
}


class RateLimits:
    """Buckets that refill steadily (the generic cell rate algorithm), in bounded memory.

    `factor` multiplies every rate. With 0 there is no limit.
    """

    def __init__(
        self,
        factor: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        *,
        guest_chats: int = GUEST_CHATS.per_minute,
    ) -> None:
        """`guest_chats` is how many chats a network address may begin per minute, and at once, without a granted key."""
        self.factor = factor
        self._guests = Rate(guest_chats, guest_chats)
        self._clock = clock
        self._lock = threading.Lock()
        self._full_at: OrderedDict[tuple[str, str, str], float] = OrderedDict()
        """When each subject's bucket is full again, by kind of subject, what it asks for, and subject."""

    def take_for_address(self, name: str, address: str, site: str, units: int = 1) -> None:
        """Counts a request of a network address, and of its site if that is larger. A costly one counts as many.

        Raises Problem `rate-limited`, or `network-limited` for the site, with the seconds to wait.
        """
        self._take_for_network(("address", name, address), BY_ADDRESS[name], site, units)

    def take_for_guest(self, address: str, site: str) -> None:
        """Counts a chat or a pair of a guest, by address and site. Raises Problem `rate-limited` or `network-limited`."""
        self._take_for_network(("guest", "chats", address), self._guests, site)

    def take_for_account(self, name: str, account: str) -> None:
        """Counts what an account asks for. Raises Problem `rate-limited` with the seconds to wait."""
        self._take(("account", name, account), BY_ACCOUNT[name])

    def take_for_key(self, name: str, key: str) -> None:
        """Counts what a session key asks for. Raises Problem `rate-limited` with the seconds to wait."""
        self._take(("key", name, key), BY_KEY[name])

    def _take_for_network(self, subject: tuple[str, str, str], rate: Rate, site: str, units: int = 1) -> None:
        kind, name, address = subject
        self._take(subject, rate, units)
        if site != address:
            of_site = "site", name if kind == "address" else f"{name} as a guest", site
            self._take(of_site, Rate(SITE * rate.per_minute, SITE * rate.at_once), units)

    def _take(self, subject: tuple[str, str, str], rate: Rate, units: int = 1) -> None:
        if not self.factor:
            return
        seconds = 60 / (rate.per_minute * self.factor)
        at_once = max(1, round(rate.at_once * self.factor))
        with self._lock:
            now = self._clock()
            full_at = max(now, self._full_at.get(subject, now)) + seconds * min(units, at_once)
            wait = full_at - now - seconds * at_once
            if wait <= 1e-9:
                self._full_at[subject] = full_at
                self._full_at.move_to_end(subject)
                while len(self._full_at) > _KEPT:
                    self._full_at.popitem(last=False)
                return
        kind, name, _ = subject
        per_minute, whose = f"{rate.per_minute * self.factor:g}", _WHOSE[kind]
        detail = f"{whose} may ask for {name} {per_minute} times per minute; try again in {math.ceil(wait)} s"
        raise Problem("network-limited" if kind == "site" else "rate-limited", detail, retry_after=math.ceil(wait))


class Backlog:
    """Whose numbers wait to be posted, by site, in memory. So one network alone shuts nobody out of an epoch."""

    def __init__(self, factor: float = 1.0) -> None:
        """`factor` multiplies the part of one site. With 0 there is no limit."""
        self._most = MAX_AHEAD // PART * factor or math.inf
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[int]] = OrderedDict()

    def require_part(self, site: str, waiting: int, next_seq: int) -> None:
        """Raises Problem `backlog-full` if many of all `waiting` numbers are of this site. `next_seq` is not posted."""
        if 2 * waiting < MAX_AHEAD:
            return
        with self._lock:
            own = self._waiting.get(site, deque())
            while own and own[0] < next_seq:
                own.popleft()
            if len(own) < self._most:
                return
        detail = f"{len(own)} records of this network wait to be posted; send it to another gateway, or later"
        raise Problem("backlog-full", detail)

    def note(self, site: str, seq: int) -> None:
        """Notes the number of a record from a site."""
        with self._lock:
            self._waiting.setdefault(site, deque(maxlen=MAX_AHEAD)).append(seq)
            self._waiting.move_to_end(site)
            while len(self._waiting) > MAX_AHEAD:
                self._waiting.popitem(last=False)
