"""Bends what strangers write while a network of the shipped programs runs with Sepolia's Parameters: `python -m tests.long.bent`.

In each epoch honest people send records. A hostile gateway, a store, a seat, an endpoint and strangers give the network
valid structures of every kind, bent by the fuzzer. Honest seats must commit, reveal and report. Honest people must be
paid, honest stakes and bonds must stay whole, and no log may hold a traceback. It prints a line per epoch with the number
of bent inputs. `--seed` repeats what was bent.

One validator has two endpoints, which lose the form of one answer in twenty. With `--endpoints 3` it has three. Two are
bent in turn, each for half a minute. One turn loses the form of one answer in four. The next one hides logs, denies receipts
and swallows transactions. The third one is honest, and refuses one request in twenty, so that the validator asks
the others too.
"""

import argparse
import json
import random
import secrets
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import httpx
from eth_utils.crypto import keccak
from starlette.requests import Request
from starlette.responses import Response

from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import commitment
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.cid import DAG_CBOR, cid_to_bytes32
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from tests.fuzz.mutations import bent
from tests.fuzz.seeds import seeds
from tests.hostile.conftest import NAMES, VALIDATORS, Scene, paid, played_among, staked
from tests.hostile.peers import HostileBlocks, HostileGateway, HostileStore
from tests.long.stranger import Stranger
from tests.support.network import Logs, until
from tests.support.rpc.front import Call, Front, Quirk, Reply, result, too_many_requests

RECORDS = 3
"""Records of honest people in each epoch."""
BODIES = 12
"""Bent bodies of each kind that the honest gateway gets in each epoch."""
PART = 20
"""One answer in so many of the store and of the endpoint is bent."""
TURN_SECONDS = 30
"""How long one of two endpoints is bent before the other one is."""
STAKE = 1_000 * TOKEN
"""The hostile seat's: a thousandth of an honest one's."""
_BODIES = {
    "record_body": "/v1/records",
    "grant_body": "/v1/grants",
    "signature_body": "/v1/epochs/1/signatures",
    "transfer_body": "/v1/transfers",
}
_ANSWERS = {"entries": ("entries",), "signatures": ("bulletin", "signatures"), "network": ("network",)}
_READS = ("eth_call", "eth_getLogs", "eth_getBlockByNumber", "eth_blockNumber", "eth_getTransactionReceipt")


class Bending:
    """Bent copies of valid structures, and how many were given of each."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.given: Counter[str] = Counter()
        self._valid = seeds()

    def any_of(self, *structures: str) -> bytes:
        """Returns a bent copy of a valid structure of the fuzzer."""
        structure = self.chance.choice(structures)
        return self.copy(structure, self.chance.choice(self._valid[structure]))

    def copy(self, structure: str, valid: bytes) -> bytes:
        """Returns a bent copy of valid bytes."""
        self.given[structure] += 1
        return bent(valid, self.chance)

    def is_due(self, part: int = PART) -> bool:
        """Tells whether one of `part` answers is to be bent: at random."""
        return self.chance.randrange(part) == 0


class BentBlocks(HostileBlocks):
    """A store that gives a bent copy of some blocks. The next answer may be right."""

    bending: Bending

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a block, or a bent copy."""
        block = super().get_block(cid, most)
        return self.bending.copy("a store's block", block) if self.bending.is_due() else block


class BentGateway(HostileGateway):
    """A gateway with a place. Each of its answers is bent."""

    def __init__(self, bending: Bending) -> None:
        super().__init__()
        self._bending = bending

    async def _answer(self, request: Request) -> Response:
        raw = self._bending.any_of(*_ANSWERS.get(request.url.path.rsplit("/", 1)[-1], ("problem",)))
        status = self._bending.chance.choice((200, 200, 200, 201, 302, 403, 503))
        return Response(raw, status, media_type="application/json")


def bent_answers(bending: Bending, part: int = PART) -> Quirk:
    """Bends one of `part` answers of an endpoint so that they lose their form."""

    def quirk(call: Call, front: Front) -> Reply | None:
        if call["method"] not in _READS or not bending.is_due(part):
            return None
        whole = json.dumps({**front.forward(call), "result": bending.chance.choice(("0xzz", {"a": []}, [[]], 1.5))})
        return Reply(bending.copy("an endpoint's answer", whole.encode()), bending.chance.choice((200, 200, 429, 500)))

    return quirk


def bent_in_turn(bending: Bending, place: int, of: int) -> Quirk:
    """Bends answers of the endpoint at `place`, while it is the turn of this one of so many endpoints.

    What it says then is of another form, or untrue in a way that one endpoint can show: docs/threats/endpoints.md has the
    rows. No two endpoints tell the same lie.
    """
    lose_form = bent_answers(bending, 4)

    def quirk(call: Call, front: Front) -> Reply | None:
        turns, whose = divmod(int(time.monotonic() / TURN_SECONDS), of)
        if whose != place:
            return None
        if turns % 2:
            return lose_form(call, front)
        # An endpoint that loses the form of its answers is soon left, so it would never come to lie.
        lie = _LIES.get(call["method"])
        return lie(call, front, bending) if lie and bending.chance.randrange(2) else None

    return quirk


def refusing(bending: Bending) -> Quirk:
    """Refuses one request in PART, as a hosted endpoint does."""
    return lambda call, _: too_many_requests(call) if bending.is_due() else None


def _hide_log(call: Call, front: Front, bending: Bending) -> Reply | None:
    """Leaves out one log."""
    logs = front.forward(call).get("result")
    if not logs:
        return None
    logs.pop(bending.chance.randrange(len(logs)))
    bending.given["an endpoint's hidden log"] += 1
    return result(call, logs)


def _deny(call: Call, _: Front, bending: Bending) -> Reply:
    """Says that a transaction is not mined."""
    bending.given["an endpoint's denied receipt"] += 1
    return result(call, None)


def _swallow(call: Call, _: Front, bending: Bending) -> Reply:
    """Takes a transaction, and sends it to nobody."""
    bending.given["an endpoint's swallowed transaction"] += 1
    return result(call, "0x" + keccak(bytes.fromhex(call["params"][0][2:])).hex())


_LIES = {"eth_getLogs": _hide_log, "eth_getTransactionReceipt": _deny, "eth_sendRawTransaction": _swallow}


class Played:
    """A network among enemies, and what was bent in it."""

    def __init__(self, scene: Scene, bending: Bending) -> None:
        self.scene = scene
        self.bending = bending
        self.before = scene.stakes()
        self._stranger = Stranger(scene, bending)
        self._logs = Logs(scene.local)

    def play(self, seat: Sender) -> None:
        """Plays one epoch. Raises AssertionError for what must not happen."""
        began, network = time.monotonic(), self.scene.local.network
        self.scene.contribute(RECORDS)
        self._stranger.publish()
        self._send_bodies()
        epoch = self.scene.close()
        self._score(epoch, seat)
        ledger = self._report(epoch)
        honest = network.scores.epoch(epoch).revealed & self.scene.honest(epoch)
        assert honest.bit_count() == VALIDATORS, f"an honest seat did not reveal in epoch {epoch}"
        assert paid(ledger) >= 1, f"nobody honest is paid in epoch {epoch}"
        assert self.scene.stakes() == self.before, "an honest party lost stake or bond"
        self.scene.local.processes.check()
        self._logs.search()
        sys.stdout.write(
            f"epoch {epoch}: {time.monotonic() - began:.0f} s, {self.bending.given.total()} bent, nothing broken\n"
        )
        sys.stdout.flush()

    def _report(self, epoch: int) -> Ledger:
        """Waits for the report of an epoch, and for its rows: the store bends what this program reads too."""
        try:
            return self.scene.report(epoch)
        except Unavailable:
            until(lambda: self._has_rows(epoch), f"the rows of epoch {epoch}")
            return self.scene.local.ledgers.at(epoch)

    def _has_rows(self, epoch: int) -> bool:
        try:
            return bool(self.scene.local.ledgers.at(epoch))
        except Unavailable:
            return False

    def _send_bodies(self) -> None:
        """Strangers send the honest gateway bent bodies. It refuses each by itself, or takes one that is still valid."""
        for structure, path in _BODIES.items():
            for _ in range(BODIES):
                raw = self.bending.any_of(structure)
                status = httpx.post(f"{self.scene.local.gateway}{path}", content=raw, timeout=60).status_code
                assert status < 500, f"the gateway answers {status} to a bent {structure}: {raw!r}"

    def _score(self, epoch: int, seat: Sender) -> None:
        """The hostile seat commits, and reveals with files of leaves and reasons that are bent."""
        network, scores = self.scene.local.network, self.scene.local.network.scores
        state, salt = scores.epoch(epoch), secrets.token_bytes(32)
        number, worst = self.scene.seat(epoch, seat.address), b"\x01" * state.records
        seat.send(
            scores.commit(
                epoch, number, commitment(network, epoch, state, operator=seat.address, scores=worst, salt=salt)
            )
        )
        self.scene.commits(epoch)
        files = self.scene.store.blocks.put_block(self.bending.any_of("reasons", "leaves", "node"), DAG_CBOR)
        seat.send(scores.reveal(epoch, number, salt, worst, cid_to_bytes32(files)))


def endpoints(bending: Bending, count: int) -> list[list[Quirk]]:
    """Returns what each of two or three endpoints of a validator does wrong."""
    if count == 2:
        # A validator leaves an endpoint that fails for another, so both do.
        return [[bent_answers(bending)], [bent_answers(bending)]]
    return [[bent_in_turn(bending, 0, 2)], [bent_in_turn(bending, 1, 2)], [refusing(bending)]]


def main() -> None:
    """Plays epochs for as long as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="after these, no further epoch begins")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--endpoints", type=int, choices=(2, 3), default=2, help="of one validator")
    parser.add_argument("--folder", type=Path, help="must not hold a network yet; by default a new one in build")
    wanted = parser.parse_args()
    sys.stdout.write(f"seed {wanted.seed}\n")
    sys.stdout.flush()
    Path("build").mkdir(exist_ok=True)
    bending, folder = Bending(wanted.seed), (wanted.folder or Path(mkdtemp(prefix="bent-", dir="build"))).absolute()
    BentBlocks.bending = bending
    with ExitStack() as stack:
        store = stack.enter_context(HostileStore(folder / "blocks", BentBlocks))
        gateway = stack.enter_context(BentGateway(bending))
        scene = stack.enter_context(played_among(store, gateway, folder))
        (seat,) = stack.enter_context(staked(scene, 1, STAKE, folder))
        quirks = endpoints(bending, wanted.endpoints)
        fronts = [stack.enter_context(Front(scene.local.anvil.url, *own)) for own in quirks]
        stack.enter_context(scene.changed({NAMES[0]: {"KULA_RPC": ",".join(front.url for front in fronts)}}))
        played, stop = Played(scene, bending), time.monotonic() + 60 * wanted.minutes
        while time.monotonic() < stop:
            played.play(seat)
    for structure, count in sorted(bending.given.items()):
        sys.stdout.write(f"{count:>7} {structure}\n")


if __name__ == "__main__":
    main()
