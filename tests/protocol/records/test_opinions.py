"""What is signed about opinions: worked vectors, and what a client checks of a gateway's word."""

import json
from pathlib import Path
from typing import Any

import pytest

from kula.protocol.errors import IntegrityError, MalformedInput
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.records.content import MAX_CORRECTIONS, parse_content
from kula.protocol.records.corrections import corrected_turn, corrections_in
from kula.protocol.records.opinions import (
    EraseContent,
    Erasure,
    Pair,
    TakeBack,
    check_pair,
    choice_digest,
    erase_content_digest,
    erasure_digest,
    pair_digest,
    sources_hash,
    subject_of,
    take_back_digest,
)
from kula.protocol.signatures import SigningDomain, record_hash, sign
from kula.protocol.types import ZERO_HASH, Address

ALL = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
VECTORS = ALL["opinions"]
DOMAIN = SigningDomain(ALL["domain"]["chain_id"], Address(ALL["domain"]["grants"]))
OWNER, KEY, GATEWAY = (Address("0x" + digits * 20) for digits in ("11", "22", "33"))
TURN: dict[str, Any] = VECTORS["correction"]["talk"][1]


def test_digests__vectors__as_written():
    wanted = {vector["type"]: vector["digest"] for vector in VECTORS["messages"]}
    until, nothing = 1_800_000_000, ZERO_HASH
    erasure = Erasure(
        gateway=GATEWAY, owner=OWNER, record=nothing, until=until, records=7, waiting=2, royalties_ended=1
    )
    pair = Pair(gateway=GATEWAY, key=KEY, prompt_hash=b"\x05" * 32, sources=b"\x06" * 32, until=until + 86_400)
    digests = {
        "TakeBack": take_back_digest(DOMAIN, TakeBack(owner=OWNER, gateway=GATEWAY, record=b"\x04" * 32)),
        "EraseContent": erase_content_digest(
            DOMAIN, EraseContent(owner=OWNER, gateway=GATEWAY, record=nothing, until=until)
        ),
        "Erasure": erasure_digest(DOMAIN, erasure),
        "Pair": pair_digest(DOMAIN, pair),
        "PairChoice": choice_digest(DOMAIN, b"\x07" * 32, "both-bad"),
    }
    assert {name: digest.hex() for name, digest in digests.items()} == wanted


def test_sources__vector__as_written():
    vector = VECTORS["sources"]
    assert sources_hash(unhex(vector["salt"], 32), vector["sources"]).hex() == vector["hash"]


def test_correction__vector__its_record_follows_from_the_talk():
    vector = VECTORS["correction"]
    content = parse_content({"kind": "conversation", "messages": vector["talk"]})
    [record] = corrections_in(content, vector["owner"])
    assert record_hash(DOMAIN, record).hex() == vector["record"]
    assert corrected_turn(vector["content"], record, unhex(TURN["correction"]["salt"], 32)) == TURN


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"correction": "x"}, "messages[1].correction"),
        ({"correction": {**TURN["correction"], "salt": "0x00"}}, "messages[1].correction.salt"),
        ({"correction": {**TURN["correction"], "nonce": 5}}, "messages[1].correction.nonce"),
        ({"correction": {**TURN["correction"], "nonce": str(2**64)}}, "messages[1].correction.nonce"),
        ({"correction": {**TURN["correction"], "nonce": "05"}}, "messages[1].correction.nonce"),
        ({"correction": {**TURN["correction"], "licence": ""}}, "messages[1].correction.licence"),
        ({"correction": {**TURN["correction"], "content": " "}}, "messages[1].correction.content"),
        ({"correction": {**TURN["correction"], "answer": None}}, "messages[1].correction.answer"),
        ({"correction": {**TURN["correction"], "mood": 1}}, "messages[1].correction.mood"),
        ({"answer": TURN["correction"]["answer"]}, "messages[1].correction"),
        ({"written_by": "m-1"}, "messages[1].correction"),
        ({"role": "user"}, "messages[1].correction"),
    ],
)
def test_correction__of_another_shape__names_the_field(changes: dict[str, Any], field: str):
    asked = VECTORS["correction"]["talk"][0]
    with pytest.raises(MalformedInput) as caught:
        parse_content({"kind": "conversation", "messages": [asked, {**TURN, **changes}]})
    assert caught.value.field == field


def test_corrections__more_than_a_talk_may_hold__refused():
    talk = VECTORS["correction"]["talk"]
    parse_content({"kind": "conversation", "messages": talk * MAX_CORRECTIONS})
    with pytest.raises(MalformedInput, match="at most 8 turns"):
        parse_content({"kind": "conversation", "messages": talk * (MAX_CORRECTIONS + 1)})


def test_subject__of_ratings_and_preferences__is_what_they_are_about():
    asked, answered = {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hm"}
    rating = {"kind": "rating", "messages": [asked, answered], "range": "1..5", "rating": 1}
    signed = {**answered, "answer": TURN["correction"]["answer"]}
    assert subject_of(rating) == subject_of({**rating, "rating": 5, "messages": [asked, signed]})
    assert subject_of(rating) != subject_of({**rating, "messages": [asked, {**answered, "content": "Ho"}]})
    preference = {"kind": "preference", "prompt": [asked], "a": "x", "b": "y", "outcome": "a"}
    assert subject_of(preference) == subject_of({**preference, "a": "y", "b": "x", "outcome": "tie"})
    assert subject_of(preference) not in (subject_of(rating), ZERO_HASH)
    assert subject_of({"kind": "conversation", "messages": [asked, answered]}) == ZERO_HASH


def test_check_pair__of_another_gateway_key_or_talk__refused():
    gateway = new_key()
    address = Address(gateway.address)
    pair = Pair(gateway=address, key=KEY, prompt_hash=b"\x05" * 32, sources=b"\x06" * 32, until=9)
    signature = sign(pair_digest(DOMAIN, pair), bytes(gateway.key))
    offer = {
        "gateway": address,
        "key": KEY,
        "prompt_hash": hex0(pair.prompt_hash),
        "sources": hex0(pair.sources),
        "until": 9,
        "signature": hex0(signature),
    }
    wanted = {"gateway": address, "key": KEY, "prompt_hash": pair.prompt_hash}
    assert check_pair(DOMAIN, offer, **wanted) == (pair, pair_digest(DOMAIN, pair))
    for other in ({"gateway": GATEWAY}, {"key": OWNER}, {"prompt_hash": b"\x06" * 32}):
        with pytest.raises(IntegrityError, match="another gateway, key or talk"):
            check_pair(DOMAIN, offer, **{**wanted, **other})
    with pytest.raises(IntegrityError, match="commits to nothing"):
        check_pair(DOMAIN, {**offer, "sources": hex0(bytes(32))}, **wanted)
