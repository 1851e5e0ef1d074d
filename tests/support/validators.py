"""Validators that run inside a test: their settings, a bulletin that a test controls, and a scorer without a model."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from kula.node.commands.validator import compose
from kula.node.local.network import LocalNetwork
from kula.node.settings import ValidatorSettings
from kula.node.validator.journal import Journal
from kula.node.validator.loop import Validator
from kula.node.validator.plan import Act
from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.hex import hex0
from kula.protocol.program.keys import save_keystore
from kula.protocol.records.content import Content
from kula.protocol.types import Report
from kula.scoring.epoch import RecordScorer
from kula.scoring.scorer import Verdict
from tests.support.chain import TestNet

NOBODY = "http://127.0.0.1:9"


def validator_settings(
    net: TestNet, sender: Sender, blocks: Path, data: Path, gateway: str = NOBODY
) -> ValidatorSettings:
    """The settings of the validator that acts with a sender's key. `blocks` is its store."""
    if not (data / "key.json").exists():
        save_keystore(data / "key.json", sender.account, "password", rounds=1_000)
    return ValidatorSettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{blocks}",
        gateway=gateway,
        keystore=data / "key.json",
        password=SecretStr("password"),
        data=data,
        device="cpu",
        turn_seconds=0.01,
    )


@dataclass(slots=True)
class Generous:
    """A scorer that gives each record the same score."""

    value: int = 200

    def score(self, contents: Sequence[Content]) -> list[Verdict]:
        """The same verdict for all."""
        return [Verdict(score=self.value, stage=0, reasons=()) for _ in contents]


@dataclass(slots=True)
class _Always:
    """In place of the scorers that votes adopt."""

    scorer: RecordScorer

    def of(self, _: bytes) -> RecordScorer:
        """The same scorer for each epoch."""
        return self.scorer

    def prepare(self) -> None:
        """There is nothing to fetch."""


def use_scorer(validator: Validator, scorer: RecordScorer) -> None:
    """Lets a validator score all epochs with this scorer."""
    validator.steps.work.scorers = _Always(scorer)  # type: ignore[assignment]


@contextmanager
def process(settings: ValidatorSettings) -> Iterator[Validator]:
    """One process of a validator, from its start to its kill."""
    with Journal(settings.data) as journal:
        validator = compose(settings, journal)
        use_scorer(validator, Generous())
        yield validator


def drive(validator: Validator, act: Act, turns: int = 40) -> None:
    """Lets a validator turn until it has taken a step of this kind without failing."""
    acts: list[str] = []
    for _ in range(turns):
        step = validator.turn()
        acts.append(f"{step.act} {step.subject}")
        if step.act is act and validator.failures.ready(step):
            return
        if step.act is Act.WAIT:
            threading.Event().wait(0.02)
    raise AssertionError(f"it never took {act}: {acts}")


@dataclass(slots=True)
class Bulletin:
    """A gateway that takes signatures under reports. `hides` makes it show none."""

    net: TestNet | LocalNetwork
    hides: bool = False
    taken: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """All signatures that it was ever sent, by epoch, as it shows them."""

    def take(self, epoch: int, body: dict[str, Any]) -> None:
        """Keeps a signature under the digest that its fields make."""
        network = self.net.network
        report = Report(
            epoch=epoch,
            attempt=body["attempt"],
            parent=network.reports.standing(network.reports.tip()).digest,
            root=bytes.fromhex(body["root"][2:]),
            records=network.batches.records(epoch),
            sum_credit=body["sum_credit"],
            files=bytes.fromhex(body["files"][2:]),
        )
        row = {"seat": body["seat"], "digest": hex0(signed_digest(network, report)), "signature": body["signature"]}
        self.taken.setdefault(epoch, []).append(row)

    @contextmanager
    def served(self, shows: Callable[[dict[str, Any]], bool] = lambda _: True) -> Iterator[str]:
        """Serves it on loopback. Yields its URL, which shows only those signatures for which `shows` is true."""
        bulletin = self

        class Handler(BaseHTTPRequestHandler):
            """Answers for the bulletin."""

            def do_GET(self) -> None:
                epoch = int(self.path.split("/")[3])
                signatures = [] if bulletin.hides else [row for row in bulletin.taken.get(epoch, []) if shows(row)]
                self._answer({"signatures": signatures, "batches": []})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                bulletin.take(int(self.path.split("/")[3]), body)
                self._answer({})

            def _answer(self, answer: dict[str, Any]) -> None:
                raw = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                """Print nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
