"""Scores and rows that stand in calldata only: read from a direct call with the logged hash, or refused by name."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.abi import function_abi_to_4byte_selector
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.contracts import artifact
from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.calldata import MAX_BYTES, call_arguments
from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.types import Address
from tests.support.chain import TestNet, launch
from tests.support.epochs import play_scores
from tests.support.rpc.front import Call, Front, Reply, result

TARGET = "0x00000000000000000000000000000000000000A1"
REVEAL = next(entry for entry in artifact("Scores")["abi"] if entry.get("name") == "reveal")
ANSWER = next(entry for entry in artifact("Demands")["abi"] if entry.get("name") == "answer_rows")
SCORES = bytes([100, 120])
GOOD = function_abi_to_4byte_selector(REVEAL) + encode(
    ["uint32", "uint256", "bytes32", "bytes", "bytes32"], [1, 0, b"\x01" * 32, SCORES, b"\x02" * 32]
)


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"))
    for _ in range(4):
        net.add_validator()
    return net


def test_arguments__of_a_direct_call__are_named():
    arguments = call_arguments(REVEAL, TARGET, {"to": TARGET.lower(), "input": "0x" + GOOD.hex()})
    assert (arguments["epoch"], arguments["seat"], arguments["scores"]) == (1, 0, SCORES)


@pytest.mark.parametrize(
    "transaction",
    [
        {"to": None, "input": GOOD},
        {"input": GOOD},
        {"to": "0x" + "00" * 20, "input": GOOD},
        {"to": TARGET},
        {"to": TARGET, "input": "0xzz"},
        {"to": TARGET, "input": b""},
        {"to": TARGET, "input": 10**14},
        {"to": TARGET, "input": 2**70},
        {"to": TARGET, "input": True},
        {"to": TARGET, "input": [1, 2]},
        {"to": TARGET, "input": GOOD[:4]},
        {"to": TARGET, "input": GOOD[:-40]},
        {"to": TARGET, "input": b"\x00" + GOOD[1:]},
        {"to": TARGET, "input": GOOD + bytes(MAX_BYTES)},
        None,
        [],
    ],
)
def test_arguments__of_another_call__are_refused(transaction: Any):
    with pytest.raises(MalformedInput):
        call_arguments(REVEAL, TARGET, transaction)


@given(st.sampled_from([REVEAL, ANSWER]), st.binary(max_size=2_000))
@settings(max_examples=2_000, deadline=None)
def test_arguments__of_any_bytes__are_arguments_or_one_error(abi: Any, calldata: bytes):
    try:
        arguments = call_arguments(abi, TARGET, {"to": TARGET, "input": function_abi_to_4byte_selector(abi) + calldata})
    except MalformedInput:
        return
    assert set(arguments) == {parameter["name"] for parameter in abi["inputs"]}


@given(st.integers(4, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=1_000, deadline=None)
def test_arguments__of_bent_calldata__are_arguments_or_one_error(place: int, byte: int):
    bent = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        call_arguments(REVEAL, TARGET, {"to": TARGET, "input": bent})
    except MalformedInput:
        return


def test_reveals__other_scores_in_the_calldata__name_the_seat_and_are_not_used(net: TestNet):
    played = play_scores(net, net.gateway(), [Address(TARGET)] * 2, [SCORES] * 4)
    assert [reveal.scores for reveal in net.network.scores.reveals(played.epoch)] == [SCORES] * 4

    def forged(call: Call, front: Front) -> Reply | None:
        if call["method"] != "eth_getTransactionByHash":
            return None
        sent = front.forward(call)["result"]
        return result(call, {**sent, "input": sent["input"].replace("6478" + "00" * 30, "7878" + "00" * 30)})

    def wrapped(call: Call, front: Front) -> Reply | None:
        if call["method"] != "eth_getTransactionByHash":
            return None
        return result(call, {**front.forward(call)["result"], "to": TARGET})

    for quirk, words in ((forged, "do not hash"), (wrapped, "calls 0x")):
        with Front(net.anvil.url, quirk) as front:
            network = Network(Connection([front.url]), net.network.addresses)
            with pytest.raises(IntegrityError, match=f"seat 0 in epoch {played.epoch}: .*{words}"):
                network.scores.reveals(played.epoch)
