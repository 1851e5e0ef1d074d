"""The two EVMs of tests/support/engines.py give the same answers, and our decoder reads the same as eth_abi's."""

import importlib.util
from types import SimpleNamespace
from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from kula.contracts import NAMES, artifact
from kula.protocol.types import Address
from tests.support.actors import actor
from tests.support.engines import Boa, Engine, Revm, Undone
from tests.support.evm import _type
from tests.support.rpc.decoding import reader

OWNER, OTHER = actor("owner"), actor("other")
OUTPUTS = {
    str(entry["outputs"]): entry["outputs"]
    for name in NAMES
    for entry in artifact(name)["abi"]
    if entry["type"] == "function" and entry["outputs"]
}
LOADS_THEN_STORES = bytes.fromhex("5f5c5f5260015f5d60205ff3")
"""Code that returns the transient word 0, then sets it."""
needs_revm = pytest.mark.skipif(importlib.util.find_spec("pyrevm") is None, reason="pyrevm has no wheel here")


def played(engine: Engine) -> list[Any]:
    """Deployments and calls that succeed and fail, the clock, and a rollback."""
    compiled = artifact("Token")
    arguments = encode(
        ["address", "address", "(address,uint256)[]"], [OWNER.address, OWNER.address, [(OWNER.address, 10**27)]]
    )
    transfer = keccak(text="transfer(address,uint256)")[:4] + encode(["address", "uint256"], [OTHER.address, 5])
    supply = keccak(text="totalSupply()")[:4]
    engine.set_time(1_900_000_000)
    token = Address(
        to_checksum_address(engine.deploy(bytes.fromhex(compiled["bytecode"][2:]) + arguments, OWNER.address))
    )
    answers: list[Any] = [token, engine.nonce(OWNER.address)]
    with engine.undone():
        answers += [engine.call(token, transfer, OWNER.address, writes=True) for _ in range(2)]
        engine.set_time(engine.now() + 9)
        answers += [engine.now(), [engine.storage(token, slot) for slot in range(4)]]
    with pytest.raises(Undone) as refused:
        engine.call(token, transfer, OTHER.address, writes=True)
    with pytest.raises(Undone) as nobody:
        engine.deploy(
            bytes.fromhex(compiled["bytecode"][2:]) + arguments[:128] + bytes(32) + arguments[160:], OWNER.address
        )
    return [
        *answers,
        nobody.value.output,
        refused.value.output,
        engine.now(),
        engine.call(token, supply, None, writes=False),
    ]


@needs_revm
def test_engines__the_same_calls__the_same_answers():
    slow, fast = Boa(), Revm()
    with slow.undone():
        expected = played(slow)
    assert played(fast) == expected


@needs_revm
def test_transient_storage__of_a_call__ends_with_it():
    code, engine = LOADS_THEN_STORES, Revm()
    size = len(code)
    keeper = engine.deploy(bytes([0x60, size, 0x60, 10, 0x5F, 0x39, 0x60, size, 0x5F, 0xF3]) + code, OWNER.address)
    assert [engine.call(Address(keeper), b"", OWNER.address, writes=True) for _ in range(2)] == [bytes(32)] * 2


def values_of(parameter: dict) -> st.SearchStrategy[Any]:
    """Values of an ABI type, as eth_abi takes them."""
    kind = parameter["type"]
    if kind.endswith("]"):
        inner, length = values_of({**parameter, "type": kind[: kind.rindex("[")]}), kind[kind.rindex("[") + 1 : -1]
        return st.lists(inner, min_size=int(length or 0), max_size=int(length or 5))
    if kind == "tuple":
        return st.tuples(*[values_of(part) for part in parameter["components"]])
    plain = {"address": st.binary(min_size=20, max_size=20).map(to_checksum_address), "bool": st.booleans()}
    plain |= {"string": st.text(max_size=40), "bytes": st.binary(max_size=70)}
    if kind in plain:
        return plain[kind]
    size = int(kind.strip("uintbyes"))
    return st.binary(min_size=size, max_size=size) if kind.startswith("bytes") else st.integers(0, 2**size - 1)


def bare(value: Any) -> Any:
    """Structs and lists as tuples."""
    if isinstance(value, SimpleNamespace):
        return bare(list(vars(value).values()))
    return tuple(bare(parameter) for parameter in value) if isinstance(value, (list, tuple)) else value


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_reader__every_output_of_our_contracts__as_eth_abi_reads_it(data):
    outputs = OUTPUTS[data.draw(st.sampled_from(sorted(OUTPUTS)))]
    output = encode(
        [_type(parameter) for parameter in outputs], [data.draw(values_of(parameter)) for parameter in outputs]
    )
    expected = decode([_type(parameter) for parameter in outputs], output)
    decoded = bare(reader(outputs)(output))
    checksummed = bare([to_checksum_address(v) if isinstance(v, str) and v[:2] == "0x" else v for v in expected])
    assert [str(v).lower() for v in ([decoded] if len(outputs) == 1 else decoded)] == [
        str(v).lower() for v in checksummed
    ]
