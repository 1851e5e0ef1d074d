"""A contributor relies only on receipts that can be used against the gateway."""

from dataclasses import asdict
from typing import Any

import pytest

from kula.contracts.modules.constants import MAX_AHEAD
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0
from kula.protocol.program.keys import new_key
from kula.protocol.records.receipt import ChainView, check_receipt
from kula.protocol.signatures import SigningDomain, receipt_digest, sign
from kula.protocol.types import Address, Receipt

KEY = new_key()
GATEWAY = Address(KEY.address)
DOMAIN = SigningDomain(31_337, Address("0x" + "11" * 20))
RECORD = b"\x07" * 32
CHAIN = ChainView(next_seq=10, epoch=5)


def _answer(key: Any = KEY, **changed: Any) -> dict[str, Any]:
    receipt = Receipt(**{**asdict(Receipt(gateway=GATEWAY, seq=12, record=RECORD, last_epoch=6)), **changed})
    signature = sign(receipt_digest(DOMAIN, receipt), bytes(key.key))
    return {**asdict(receipt), "record": hex0(receipt.record), "signature": hex0(signature)}


def test_receipt__as_promised__is_returned():
    receipt = check_receipt(DOMAIN, _answer(), gateway=GATEWAY, record=RECORD, chain=CHAIN)
    assert receipt == Receipt(gateway=GATEWAY, seq=12, record=RECORD, last_epoch=6)
    assert check_receipt(DOMAIN, _answer(seq=10 + MAX_AHEAD - 1), gateway=GATEWAY, record=RECORD, chain=CHAIN)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (_answer(key=new_key()), "proves nothing"),
        (_answer(record=b"\x08" * 32), "another record"),
        (_answer(gateway=Address(new_key().address)), "another gateway"),
        (_answer() | {"seq": 13}, "proves nothing"),
        (_answer() | {"seq": None}, "proves nothing"),
        (_answer() | {"signature": "0x12"}, "proves nothing"),
        ({}, "proves nothing"),
        (_answer(seq=10 + MAX_AHEAD), "only 10 are posted"),
        (_answer(seq=10**9), "only 10 are posted"),
        (_answer(last_epoch=2**32 - 1), "promises nothing before"),
    ],
)
def test_receipt__that_is_of_no_use__refused(answer: dict[str, Any], why: str):
    with pytest.raises(IntegrityError, match=why):
        check_receipt(DOMAIN, answer, gateway=GATEWAY, record=RECORD, chain=CHAIN)
