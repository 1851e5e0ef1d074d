"""What costs a gateway much processor time: nobody keeps a core busy by asking for it from one address."""

import pytest

import kula.node.gateway.api.kept
from kula.node.gateway.api.front.guard import limit_of
from kula.node.gateway.api.kept import PER_UNIT, Kept
from kula.node.gateway.database.chain_tables import BatchRow
from kula.node.gateway.limits import BY_ADDRESS, RateLimits
from kula.node.gateway.problems import Problem
from kula.node.settings import GatewaySettings
from kula.protocol.merkle import Tree
from kula.protocol.types import MAX_RECORDS, Address
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, gateway_settings, sent

FULL = 6 * PER_UNIT
OLD = 100


def _batch(number: int, count: int) -> BatchRow:
    return BatchRow(number=number, first_seq=number * MAX_RECORDS, count=count)


class _Counted:
    """The kept batches of a gateway whose leaves are made up, and how many hashes were computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hashes = 0

        class Rows:
            def records_from(self, _: int, limit: int) -> range:
                return range(limit)

        def hashed(_: object, us: Address, rows: range) -> list[bytes]:
            self.hashes += len(rows)
            return [bytes(32)] * len(rows)

        monkeypatch.setattr(kula.node.gateway.api.kept, "leaf_hashes", hashed)
        self.kept = Kept(None, Rows(), Address("0x"))  # type: ignore[arg-type]
        self.limits = RateLimits(clock=lambda: 0.0)

    def charge(self, units: int) -> None:
        self.limits.take_for_address("entries", "203.0.113.7", "203.0.113.7", units)

    def ask(self, number: int, count: int = FULL) -> bool:
        """Asks as the guard and an endpoint do. Returns whether it was answered."""
        try:
            self.charge(1)
            assert len(self.kept.leaves(_batch(number, count), self.charge)) == count
        except Problem as problem:
            return problem.slug != "rate-limited" or problem.retry_after < 1
        return True


def test_flood__of_the_leaves_of_old_batches__computes_as_much_as_one_address_may_ask_for(
    monkeypatch: pytest.MonkeyPatch,
):
    """Each address may ask 60 times. Before, that was 60 full batches: 36 s of a processor, and as much each minute."""
    counted = _Counted(monkeypatch)
    answered = sum(counted.ask(number) for number in range(OLD))
    assert counted.hashes == answered * FULL
    assert counted.hashes <= BY_ADDRESS["entries"].at_once * PER_UNIT


def test_leaves__of_small_batches_and_of_one_that_is_kept__count_as_one_request(monkeypatch: pytest.MonkeyPatch):
    counted = _Counted(monkeypatch)
    assert all(counted.ask(number, PER_UNIT - 1) for number in range(BY_ADDRESS["entries"].at_once))
    counted = _Counted(monkeypatch)
    assert all(counted.ask(1) for _ in range(BY_ADDRESS["entries"].at_once - FULL // PER_UNIT))
    assert counted.hashes == FULL


def test_leaves__of_the_largest_batch__are_had_at_the_first_request(monkeypatch: pytest.MonkeyPatch):
    assert _Counted(monkeypatch).ask(1, MAX_RECORDS)


def test_flood__of_traces_in_one_batch__makes_its_tree_once(
    net: TestNet, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    settings: GatewaySettings = gateway_settings(net, tmp_path_factory.mktemp("gateway"))
    trees = list[int]()

    def counted(leaves: list[bytes]) -> Tree:
        trees.append(len(leaves))
        return Tree(leaves)

    with Http(settings) as http:
        person, worker = Person(net, http), Worker(net, settings)
        assert person.grant().status_code == 201
        records = [sent(person) for _ in range(3)]
        worker.post()
        monkeypatch.setattr(kula.node.gateway.api.kept, "Tree", counted)
        steps = [http.get(f"/v1/trace/{record}").json()["steps"] for record in records]
        assert all(step[2]["count"] == len(records) for step in steps)
    assert trees == [len(records)]


def test_document__of_all_endpoints__has_a_rate():
    """It takes as long as six records do to read, in the one thread that answers everybody."""
    assert limit_of("GET", "/openapi.json") == "read"
