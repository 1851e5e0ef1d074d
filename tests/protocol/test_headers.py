"""Headers hash to their blocks' hashes, before and after Prague."""

import pytest
import rlp
from eth_utils.crypto import keccak
from web3.types import RPCEndpoint

from kula.node.local.anvil import Anvil
from kula.protocol.chain.headers import header_of
from kula.protocol.errors import IntegrityError

FIELDS = {"cancun": 20, "prague": 21}
"""The number of fields of a header after each fork."""


@pytest.mark.parametrize("fork", FIELDS)
def test_header__of_each_fork__hashes_to_the_block(fork: str):
    with Anvil(fork=fork) as anvil:
        anvil.pass_time(5)
        for number in (0, 1):
            block = anvil.web3.eth.get_block(number)
            header = header_of(block)
            assert keccak(header) == bytes(block.get("hash", b""))
            assert len(rlp.decode(header)) == FIELDS[fork]


def test_header__of_plain_json__is_the_same(anvil: Anvil):
    anvil.pass_time(5)
    answer = anvil.web3.provider.make_request(RPCEndpoint("eth_getBlockByNumber"), ["0x1", False])
    assert header_of(answer.get("result", {})) == header_of(anvil.web3.eth.get_block(1))


def test_header__of_a_false_block__is_refused(anvil: Anvil):
    block = dict(anvil.web3.eth.get_block(0))
    with pytest.raises(IntegrityError, match="block 0: its header does not hash"):
        header_of({**block, "mixHash": b"\x01" * 32})
