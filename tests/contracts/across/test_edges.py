"""Arguments at the edges of their types, to every function, from every kind of caller: each refusal has a reason.

What does not fit its ABI type (a signature's 66th byte, a 257th row) never reaches a contract's code, so it has no
reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.contracts import NAMES, artifact
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Receipt
from tests.contracts.twins.inputs import TWINS
from tests.redteam.plots import PEOPLE
from tests.support.actors import Actor, actor
from tests.support.challenger import NO_ROW, covered
from tests.support.evm import Reverted, create, undone
from tests.support.evm_network import Network, deploy

pytestmark = pytest.mark.slow

FUNCTIONS = [(name.lower(), entry) for name in NAMES for entry in artifact(name)["abi"] if entry["type"] == "function"]
SENDERS = [actor(name).address for name in ("validator 0", "gateway", "trainer", "owner", "stranger", "contributor 0")]
SCORE = [b"\xc8"]


@dataclass
class Played:
    """A network with something pending in every contract, and values that some function accepts."""

    net: Network
    known: dict[str, list[Any]]
    """By ABI type, or by the name of a struct's first field."""


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    """One seat, and epochs of one record with empty proofs: final, reported, revealed, closed and open."""
    with undone():
        net = deploy(validators=1)
        gateway, trainer = net.add_gateway(), net.fund(actor("trainer")).address
        net.registry.bond(1_000 * TOKEN, sender=trainer)
        final = net.turn(gateway, PEOPLE[:1], SCORE)
        net.royalties.open_ledger(1, final.proven(0))
        net.registry.publish_dataset(ZERO_HASH, 0, 1, 1, 1, sender=trainer)
        net.registry.propose_candidate(b"\x09" * 32, 1, 1, [1], 10 * TOKEN, sender=trainer)
        reported = net.settle(net.open_epoch(gateway, PEOPLE[:1], SCORE))
        net.propose(reported)
        net.judgements.open_vote(1, 2)
        net.demands.demand_rows(2, 0, sender=trainer)
        net.demands.demand_leaf(2, *reported.proven(0), sender=trainer)
        net.open_epoch(gateway, PEOPLE[:1], SCORE)
        net.post(gateway, PEOPLE[:1])
        net.close()
        net.post(gateway, PEOPLE[:1])
        net.gateways.unbond(gateway.address, 1, sender=gateway.address)
        yield Played(net, fitting(net, gateway, [final, reported]))


def fitting(net: Network, gateway: Actor, ledgers: list[Ledger]) -> dict[str, list[Any]]:
    """Real values by ABI type, and structs by their first field. The gateway's first receipt is accused."""
    leaves = [leaf for batch in net.leaves.values() for leaf in batch]
    receipt = Receipt(gateway=gateway.address, seq=0, record=leaves[0].record_hash, last_epoch=1)
    signed = sign(receipt_digest(net.signing, receipt), gateway.key)
    net.gateways.accuse(receipt, signed, sender=actor("trainer").address)
    digest = net.reports.standing(2).digest
    wallet = create("Wallet", (digest,), net.owner.address)
    contracts = [one.address for one in (wallet, *net.contracts.values())]
    return {
        "address": [*SENDERS, *PEOPLE[:1], ZERO_ADDRESS, *contracts],
        "bytes32": [ZERO_HASH, b"\x09" * 32, b"\xff" * 32, digest, net.scores.commit_of(2, 0)],
        "string": ["", "https://gateway.example"],
        "bytes": [b"", *SCORE, b"\x00" * 65, signed],
        "t": [astuple(row) for row in (*(ledger.rows[0] for ledger in ledgers), NO_ROW)],
        "gateway": [astuple(receipt)],
        "record": [covered(leaf) for leaf in leaves],
    }


def argument(parameter: dict[str, Any], known: dict[str, list[Any]]) -> st.SearchStrategy[Any]:
    """A value of an ABI type: one that some function accepts, or one at the type's edges."""
    kind = parameter["type"]
    if kind.endswith("]"):
        one, _, length = kind[:-1].rpartition("[")
        few = {"min_size": int(length), "max_size": int(length)} if length else {"max_size": 3}
        return st.lists(argument({**parameter, "type": one}, known), **few)
    if kind == "tuple":
        fields = st.tuples(*(argument(part, known) for part in parameter["components"]))
        fitting = known.get(parameter["components"][0]["name"])
        return st.one_of(st.sampled_from(fitting), fields) if fitting else fields
    if kind in known:
        return st.sampled_from(known[kind])
    bits = int(kind.removeprefix("u").removeprefix("int"))
    if kind.startswith("u"):
        return numbers(2**bits - 1)
    return numbers(2 ** (bits - 1) - 1).flatmap(lambda n: st.sampled_from([n, -n - 1]))


def numbers(most: int) -> st.SearchStrategy[int]:
    """Small numbers and the largest."""
    return st.one_of(st.integers(0, 6), st.sampled_from([255, most - 1, most, (most + 1) // 2, (most + 1) // 256]))


@pytest.mark.parametrize(("name", "entry"), FUNCTIONS, ids=[f"{name}.{entry['name']}" for name, entry in FUNCTIONS])
@settings(TWINS, max_examples=TWINS.max_examples // 10)
@given(data=st.data())
def test_call__any_arguments_and_sender__is_taken_or_refused_with_a_reason(
    played: Played, name: str, entry: dict[str, Any], data: st.DataObject
):
    arguments = [data.draw(argument(parameter, played.known)) for parameter in entry["inputs"]]
    call = partial(getattr(getattr(played.net, name), entry["name"]), *arguments)
    with undone():
        assert refusal(call, sender=data.draw(st.sampled_from(SENDERS))) != "", arguments


def refusal(call: Callable[..., Any], sender: str) -> str | None:
    """The reason why a call is refused. None if it is accepted."""
    try:
        call(sender=sender)
    except Reverted as refused:
        return refused.reason
    return None
