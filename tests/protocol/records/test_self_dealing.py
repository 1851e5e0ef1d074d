"""What a bonded gateway gains that answers its own people: signatures that nobody can deny it, worth twice an import's pay.

A signature says who vouches for an answer. It does not say that a model wrote it. These tests hold the whole of the gain.
"""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account

from kula.protocol.chain.presets import PRESETS
from kula.protocol.errors import InvalidSignature
from kula.protocol.hex import hex0
from kula.protocol.ledgers.ledger import credit
from kula.protocol.ledgers.scores import value_of
from kula.protocol.parameters import Parameters
from kula.protocol.records.content import Content
from kula.protocol.records.entry import is_import
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, sign
from kula.protocol.types import Address, Answer

DOMAIN = SigningDomain(31_337, Address("0x00000000000000000000000000000000000000A1"))
GATEWAY, STRANGER, PERSON, OTHER = (Account.from_key(bytes([number]) * 32) for number in (1, 2, 3, 4))
KEY = Address(PERSON.address)
ASKED = {"role": "user", "content": "How do I boil an egg?"}
INVENTED = "Six minutes, says no model at all."
NO_MODEL = b"\x99" * 32


def _talk(signer: Any = GATEWAY, key: Address = KEY, text: str = INVENTED) -> Content:
    """A talk whose answer no model wrote. `signer` vouches for it, for the talk of `key`."""
    answer = Answer(prompt_hash=prompt_hash([ASKED]), answer_hash=answer_hash(INVENTED), model_id=NO_MODEL, key=key)
    signature = sign(answer_digest(DOMAIN, answer), bytes(signer.key))
    signed = {"model": hex0(NO_MODEL), "signature": hex0(signature)}
    return {"kind": "conversation", "messages": [ASKED, {"role": "assistant", "content": text, "answer": signed}]}


def _trusted(account: Address) -> bool:
    """Whom validators trust for a batch's records: the gateway that holds the batch's place."""
    return account == GATEWAY.address


def test_answer__that_its_gateway_made_up__counts_like_a_models():
    assert not is_import(DOMAIN, _talk(), KEY, _trusted), "no rule can tell who wrote it, nor what model it names"


@pytest.mark.parametrize(
    "talk",
    [_talk(signer=STRANGER), _talk(key=Address(OTHER.address)), _talk(text="Something else.")],
    ids=["signed without a place", "signed for another person's key", "another text"],
)
def test_answer__made_up_by_anybody_else__makes_the_record_worthless(talk: Content):
    with pytest.raises(InvalidSignature):
        is_import(DOMAIN, talk, KEY, _trusted)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_signature__of_ones_own_gateway__at_most_doubles_a_credit_and_pays_nothing_below_the_floor(preset: str):
    parameters = PRESETS[preset].parameters
    for score in range(256):
        signed, imported = (
            credit(value_of(score, is_imported, parameters), parameters.floor) for is_imported in (False, True)
        )
        assert signed <= 2 * imported + 1, "the one is lost to rounding"
        assert (signed == 0) == (score <= parameters.floor)


def test_signature__of_ones_own_gateway__changes_no_score():
    parameters = replace(Parameters(), import_percent=100)
    assert all(value_of(score, False, parameters) == value_of(score, True, parameters) for score in range(256))
