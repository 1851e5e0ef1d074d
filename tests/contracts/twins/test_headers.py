"""Headers: the mix hash that the contracts read is the one of the block that Python wrote."""

from typing import Any

import pytest
import rlp
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.chain.headers import header_of
from tests.contracts.twins.inputs import TWINS, bytes32, uint64
from tests.support.actors import actor
from tests.support.evm import Contract, Reverted, create

pytestmark = pytest.mark.slow

HASHES = ("parentHash", "sha3Uncles", "stateRoot", "transactionsRoot", "receiptsRoot", "mixHash")
NUMBERS = ("number", "gasLimit", "gasUsed", "timestamp")
blocks = st.fixed_dictionaries(
    {
        **dict.fromkeys(HASHES, bytes32),
        **dict.fromkeys(NUMBERS, st.one_of(uint64, st.integers(0, 300))),
        "difficulty": st.one_of(st.just(0), st.integers(0, 2**80), st.integers(120, 260)),
        "miner": st.binary(min_size=20, max_size=20),
        "logsBloom": st.binary(min_size=256, max_size=256),
        "extraData": st.binary(max_size=32),
        "nonce": st.binary(min_size=8, max_size=8),
    }
)
forks = st.sampled_from([(), ("baseFeePerGas",), ("baseFeePerGas", "withdrawalsRoot")])


@pytest.fixture(scope="module")
def modules() -> Contract:
    return create("Modules", (), actor("owner").address)


def hashed(block: dict[str, Any]) -> dict[str, Any]:
    """The block with the hash of its header."""
    order = ["parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom"]
    order += ["difficulty", *NUMBERS, "extraData", "mixHash", "nonce"]
    order += [name for name in ("baseFeePerGas", "withdrawalsRoot") if name in block]
    return {**block, "hash": keccak(rlp.encode([block[name] for name in order]))}


@TWINS
@given(block=blocks, fork=forks, fee=uint64, root=bytes32)
def test_mix_hash__of_any_header__same(
    modules: Contract, block: dict[str, Any], fork: tuple[str, ...], fee: int, root: bytes
):
    later = {"baseFeePerGas": fee, "withdrawalsRoot": root}
    header = header_of(hashed({**block, **{name: later[name] for name in fork}}))
    assert modules.mix_hash(header) == block["mixHash"]


@TWINS
@given(block=blocks)
def test_mix_hash__of_a_header_with_another_field_there__refused(modules: Contract, block: dict[str, Any]):
    header = header_of(hashed(block))
    place = header.rindex(b"\xa0" + block["mixHash"])
    with pytest.raises(Reverted, match="it has no mix hash"):
        modules.mix_hash(header[:place] + b"\x9f" + header[place + 1 :])
