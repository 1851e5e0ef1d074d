"""A call that the chain refuses is refused, whenever the chain says so: nothing is sent and nobody crashes."""

import pytest
from web3.exceptions import ContractLogicError

from kula.protocol.errors import ChainRefused
from tests.support.chain import TestNet


class _Overtaken:
    """A call that goes through when it is tried, and reverts when its gas is estimated: another one came between."""

    def call(self, _: object) -> None:
        return None

    def estimate_gas(self, _: object) -> int:
        raise ContractLogicError("execution reverted: pay: nobody is due")


def test_send__overtaken_between_try_and_estimate__refused_and_nothing_sent(net: TestNet):
    sender = net.sender("overtaken")
    with pytest.raises(ChainRefused, match="nobody is due"):
        sender.send(_Overtaken())  # type: ignore[arg-type]
    assert net.network.connection.web3.eth.get_transaction_count(sender.account.address) == 0
