"""A store that is a Kubo node. It uses Kubo's RPC through ipfshttpclient.

Kula is required to use ipfshttpclient, although its last release is of 2021. `connect()` refuses every current Kubo,
so this module calls the client itself. It writes all blocks as one CAR archive through `dag import`.
"""

import io
import warnings
from collections.abc import Iterable

from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.bounded_client import BoundedClient, Error
from kula.protocol.ipfs.car import write_car
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import Block

TIMEOUT_SECONDS = 60
"""How long one call may take, if its caller sets no other time."""
_MOST_ANSWER_BYTES = MAX_NODE_BYTES


class Kubo(Store):
    """A Kubo node. Its RPC gives full control over the node, so keep it on loopback or behind authorization."""

    def __init__(self, host: str, port: int, scheme: str = "http", seconds: float = TIMEOUT_SECONDS) -> None:
        kind = "ip4" if host.replace(".", "").isdigit() else "dns"
        self._place = host, port, scheme
        self._seconds = seconds
        self._address = f"/{kind}/{host}/tcp/{port}/{scheme}"
        self._client = BoundedClient(self._address, seconds, _MOST_ANSWER_BYTES)

    def __str__(self) -> str:
        return f"Kubo at {self._address}"

    def within(self, seconds: float) -> "Kubo":
        """Returns this node with another limit on the time of each call."""
        return self if seconds == self._seconds else Kubo(*self._place, seconds)

    def write_blocks(self, blocks: Iterable[Block], roots: list[str]) -> None:
        """Imports one archive and pins its roots recursively."""
        archive = io.BytesIO(write_car(roots, blocks))
        with self._answers("dag import"):
            self._client.dag.imprt(archive)

    def read_block(self, cid: str) -> bytes:
        """Asks the node for a block. Raises Unavailable if it does not answer."""
        with self._answers(f"block get {cid}"):
            return self._client.block.get(cid)

    def pinned(self, cid: str) -> bool:
        """Tells whether the node pins the id recursively."""
        try:
            with self._answers("pin ls"):
                return cid in self._client.pin.ls(cid, type="recursive")["Keys"]
        except Unavailable:
            return False

    def unpin(self, cid: str) -> None:
        """Ends a recursive pin. The node's garbage collection removes the blocks. What is not pinned stays so."""
        if self.pinned(cid):
            with self._answers(f"pin rm {cid}"):
                self._client.pin.rm(cid)

    def _answers(self, what: str) -> "_Answers":
        return _Answers(f"{self} did not answer {what} within {self._seconds:g} s")


class _Answers:
    """A context that silences the client's warnings about urllib3 and turns its errors into Unavailable."""

    def __init__(self, problem: str) -> None:
        self._problem = problem
        self._warnings = warnings.catch_warnings()

    def __enter__(self) -> None:
        self._warnings.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        self._warnings.__exit__(None, None, None)
        # The client reads answers without checking their form.
        if isinstance(error, (Error, OSError, KeyError, TypeError, ValueError, AttributeError, RecursionError)):
            raise Unavailable(f"{self._problem}: {error}") from error
