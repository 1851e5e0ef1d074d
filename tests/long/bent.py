"""Bends what strangers write while a network of the shipped programs runs with Sepolia's Parameters: `python -m tests.long.bent`.

In each epoch honest people send records. A hostile gateway, a store, a seat, an endpoint and strangers give the network
valid structures of every kind, bent by the fuzzer. Honest seats must commit, reveal and report. Honest people must be
paid, honest stakes and bonds must stay whole, and no log may hold a traceback. It prints a line per epoch with the number
of bent inputs. `--seed` repeats what was bent.
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
from starlette.requests import Request
from starlette.responses import Response

from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import commitment
from kula.protocol.ipfs.cid import DAG_CBOR, cid_to_bytes32
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.parameters import TOKEN
from tests.fuzz.mutations import bent
from tests.fuzz.seeds import seeds
from tests.hostile.conftest import NAMES, VALIDATORS, Scene, paid, played_among, staked
from tests.hostile.peers import HostileBlocks, HostileGateway, HostileStore
from tests.long.stranger import Stranger
from tests.support.network import Logs
from tests.support.rpc.front import Call, Front, Quirk, Reply

RECORDS = 3
"""Records of honest people in each epoch."""
BODIES = 12
"""Bent bodies of each kind that the honest gateway gets in each epoch."""
PART = 20
"""One answer in so many of the store and of the endpoint is bent."""
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

    def is_due(self) -> bool:
        """Tells whether one of PART answers is to be bent: at random."""
        return self.chance.randrange(PART) == 0


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


def bent_answers(bending: Bending) -> Quirk:
    """Bends answers of an endpoint so that they lose their form. What is well formed and untrue, one endpoint cannot show."""

    def quirk(call: Call, front: Front) -> Reply | None:
        if call["method"] not in _READS or not bending.is_due():
            return None
        whole = json.dumps({**front.forward(call), "result": bending.chance.choice(("0xzz", {"a": []}, [[]], 1.5))})
        return Reply(bending.copy("an endpoint's answer", whole.encode()), bending.chance.choice((200, 200, 429, 500)))

    return quirk


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
        ledger = self.scene.report(epoch)
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


def main() -> None:
    """Plays epochs for as long as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="after these, no further epoch begins")
    parser.add_argument("--seed", type=int, default=int(time.time()))
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
        # A validator leaves an endpoint that fails for another, so both of its endpoints do.
        fronts = [stack.enter_context(Front(scene.local.anvil.url, bent_answers(bending))) for _ in range(2)]
        stack.enter_context(scene.changed({NAMES[0]: {"KULA_RPC": ",".join(front.url for front in fronts)}}))
        played, stop = Played(scene, bending), time.monotonic() + 60 * wanted.minutes
        while time.monotonic() < stop:
            played.play(seat)
    for structure, count in sorted(bending.given.items()):
        sys.stdout.write(f"{count:>7} {structure}\n")


if __name__ == "__main__":
    main()
