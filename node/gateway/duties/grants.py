"""Drops grants that nobody used, so that strangers who show grants without end fill no disk.

A grant of which a record was taken stays: validators, royalties and the record's owner ask for it. A client that comes back
after UNUSED_SECONDS without a record is told `unknown-grant`, and shows its grant again.
"""

import time

from kula.node.gateway.database.accounts import Accounts

UNUSED_SECONDS = 30 * 86_400
"""How long (block time) a grant is kept without a record. One that has ended is dropped at once."""
_PAUSE_SECONDS = 3_600
"""Pause between two walks through all grants."""


class GrantKeeper:
    """Walks through all grants, some at a time."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._after = b""
        self._again_at = 0.0

    def turn(self, now: int) -> None:
        """Looks at the next grants. `now` is block time in seconds."""
        if not self._after and time.monotonic() < self._again_at:
            return
        self._after = self._accounts.drop_unused_grants(self._after, now, now - UNUSED_SECONDS)
        self._again_at = time.monotonic() + _PAUSE_SECONDS
