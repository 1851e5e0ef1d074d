"""Encodings: fixed vectors, agreement with eth-account, and refusal of everything else."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.canonical import canonical_json, loads_strict
from kula.protocol.encoding import (
    batch_leaf,
    batches_root,
    commit_hash,
    commitment,
    domain,
    ledger_leaf,
    pack_rows,
    scores_hash,
    unpack_rows,
)
from kula.protocol.encryption import decrypt, encrypt
from kula.protocol.errors import IntegrityError, InvalidSignature, MalformedInput, RefusedByPolicy
from kula.protocol.merkle import root
from kula.protocol.program.keys import new_key
from kula.protocol.records.content import canonical_bytes, parse_content
from kula.protocol.records.entry import Entry, entry_from_json, entry_to_json, is_import, verify_entry
from kula.protocol.records.opinions import OPINION_TYPES
from kula.protocol.signatures import (
    TYPES,
    SigningDomain,
    Types,
    answer_digest,
    answer_hash,
    grant_digest,
    prompt_hash,
    record_hash,
    recover,
    sign,
    typed_data,
)
from kula.protocol.transfers import COIN_TYPES
from kula.protocol.types import ZERO_ADDRESS, ZERO_HASH, Address, Answer, Grant, Leaf, Record, Row

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
EPOCH = VECTORS["epoch"]
OPINIONS = VECTORS["opinions"]
DOMAIN = SigningDomain(31337, Address("0x5FbDB2315678afecb367f032d93F642f64180aa3"))
CONTENT = {
    "kind": "conversation",
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
}


def _grant(**changes) -> Grant:
    owner, key = Address("0x" + "11" * 20), Address("0x" + "22" * 20)
    values = {
        "owner": owner,
        "key": key,
        "pay_to": owner,
        "licences": ("CC0-1.0", "CC-BY-4.0"),
        "origin": "http://127.0.0.1:8000",
        "max_per_epoch": 7,
        "expiry": 2**40,
        "nonce": 2**63 + 5,
    }
    return Grant(**{**values, **changes})


@pytest.mark.parametrize(
    ("domain", "vectors", "types"),
    [
        (SigningDomain(VECTORS["domain"]["chain_id"], VECTORS["domain"]["grants"]), VECTORS["messages"], TYPES),
        (SigningDomain(VECTORS["coin"]["chain_id"], VECTORS["coin"]["token"]), VECTORS["coin"]["messages"], COIN_TYPES),
        (
            SigningDomain(VECTORS["domain"]["chain_id"], VECTORS["domain"]["grants"]),
            OPINIONS["messages"],
            OPINION_TYPES,
        ),
    ],
)
def test_messages__vectors__name_every_type_with_our_members(domain: SigningDomain, vectors: list[dict], types: Types):
    assert [vector["type"] for vector in vectors] == list(types)
    for vector in vectors:
        name = vector["type"]
        assert [(member["type"], member["name"]) for member in vector["members"]] == list(types[name])
        document = encode_typed_data(full_message=typed_data(domain, name, vector["message"], types))
        assert keccak(b"\x19" + document.version + document.header + document.body).hex() == vector["digest"]


def test_digests__vectors__as_written():
    grant = _grant()
    record = Record(
        owner=grant.owner, kind="rating", commitment=b"\x03" * 32, licence="CC0-1.0", parent=b"\x04" * 32, nonce=9
    )
    assert grant_digest(DOMAIN, grant).hex() == VECTORS["grant"]
    assert record_hash(DOMAIN, record).hex() == VECTORS["record"]
    assert prompt_hash([{"role": "user", "content": "e\u0301"}]).hex() == VECTORS["prompt"]
    for case in VECTORS["canonical"]:
        assert canonical_json(case["value"]).decode() == case["bytes"]
    assert commitment(b"\x01" * 32, canonical_bytes(CONTENT)).hex() == VECTORS["commitment"]


def test_leaves_and_roots__vectors__as_a_stranger_computed_them():
    """EPOCH was made by code that knows docs/protocol.md and keccak256, and nothing of ours."""
    batch, ledger = EPOCH["batch"], EPOCH["ledger"]
    dom = domain(EPOCH["chain_id"], EPOCH["reports"])
    assert dom.hex() == EPOCH["dom"]
    signatures = keccak(bytes.fromhex(batch["grant_signature"] + batch["record_signature"]))
    first = Leaf(
        gateway=batch["gateway"],
        seq=batch["first_seq"],
        record_hash=ZERO_HASH,
        pay_to=ZERO_ADDRESS,
        signatures_hash=signatures,
    )
    placed = [
        replace(first, seq=first.seq + i, record_hash=bytes.fromhex(record), pay_to=batch["pay_to"][i])
        for i, record in enumerate(batch["records"])
    ]
    leaves = [batch_leaf(dom, leaf) for leaf in placed]
    assert ([leaf.hex() for leaf in leaves], root(leaves).hex()) == (batch["leaves"], batch["root"])
    rows = [Row(**dict(zip(Row.__slots__, row, strict=True))) for row in ledger["rows"]]
    leaves = [ledger_leaf(dom, ledger["epoch"], row) for row in rows]
    assert ([leaf.hex() for leaf in leaves], root(leaves).hex()) == (ledger["leaves"], ledger["root"])


def test_commit__vectors__as_a_stranger_computed_it():
    sealed, together = EPOCH["commit"], EPOCH["batches_root"]
    scores = bytes([sealed["score"]]) * sealed["records"]
    assert batches_root([bytes.fromhex(one) for one in together["roots"]]).hex() == together["hash"]
    assert scores_hash(scores).hex() == sealed["scores_hash"]
    commit = commit_hash(
        EPOCH["chain_id"],
        sealed["scores_contract"],
        sealed["epoch"],
        batches_root=bytes.fromhex(together["hash"]),
        operator=sealed["validator"],
        scorer_id=bytes.fromhex(sealed["scorer_id"]),
        scores=scores,
        salt=bytes.fromhex(sealed["salt"]),
    )
    assert commit.hex() == sealed["hash"]


def test_digests__typed_data__the_same_as_eth_account():
    grant = _grant()
    message = {
        "owner": grant.owner,
        "key": grant.key,
        "payTo": grant.pay_to,
        "licences": list(grant.licences),
        "origin": grant.origin,
        "maxPerEpoch": grant.max_per_epoch,
        "expiry": grant.expiry,
        "nonce": grant.nonce,
    }
    account = new_key()
    signed = Account.sign_message(encode_typed_data(full_message=typed_data(DOMAIN, "Grant", message)), account.key)
    assert recover(grant_digest(DOMAIN, grant), bytes(signed.signature)) == account.address


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32).filter(lambda k: 0 < int.from_bytes(k, "big") < 2**255),
)
def test_recover__own_signature__the_signer_and_nothing_malleated(digest: bytes, key: bytes):
    signature = sign(digest, key)
    assert recover(digest, signature) == Account.from_key(key).address
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    high = (order - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    for wrong in (signature[:64], signature[:64] + b"\x00", signature[:32] + high + bytes([55 - signature[64]])):
        with pytest.raises(InvalidSignature):
            recover(digest, wrong)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b'{"a":1,"a":2}', "twice"),
        (b'{"a":NaN}', "not a number"),
        (b'{"a":1.5}', "not an integer"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'"\xff"', "UTF-8"),
        (b"[" * 50 + b"]" * 50, "nested"),
        (b"[" * 1_000_000, "nested"),
        (b'{"a":' * 200_000, "nested"),
        (b'"' + b'\\"' * 500_000, "JSON"),
        (b'{"a":9007199254740993}', "2\\^53"),
        (b'{"a":"\\u0000"}', "NUL"),
    ],
)
def test_loads_strict__what_is_not_strict__refused(raw: bytes, problem: str):
    with pytest.raises(MalformedInput, match=problem):
        loads_strict(raw)


@given(st.binary(max_size=300))
def test_encryption__any_flip__refused(content: bytes):
    salt = secrets.token_bytes(32)
    committed = commitment(salt, content)
    key, block = encrypt(content, committed)
    assert decrypt(block, key, committed, salt) == content
    flipped = bytes([block[0] ^ 1]) + block[1:]
    for wrong in (
        (flipped, key, committed, salt),
        (block, bytes(32), committed, salt),
        (block, key, committed, bytes(32)),
    ):
        with pytest.raises(IntegrityError):
            decrypt(*wrong)


@given(st.lists(st.tuples(st.integers(0, 2**160 - 1), st.integers(0, 2**32 - 1), st.integers(0, 255)), max_size=20))
def test_pack_rows__round_trip(seeds: list[tuple[int, int, int]]):
    rows = [
        Row(t=t, pay_to=_address(a), pos=p, median=m, credits=a % 2**64, sum_credit=p, before=a % 2**128, since=m)
        for t, (a, p, m) in enumerate(seeds)
    ]
    assert unpack_rows(pack_rows(rows)) == rows


def _nobody(_owner: Address, _digest: bytes) -> bool:
    return False


def test_verify_entry__honest_and_spoilt():
    owner, session, gateway = new_key(), new_key(), new_key()
    grant = _grant(owner=Address(owner.address), key=Address(session.address), pay_to=Address(owner.address))
    prompt = [{"role": "user", "content": "Hi"}]
    answer = Answer(
        prompt_hash=prompt_hash(prompt), answer_hash=answer_hash("Hello"), model_id=b"\x07" * 32, key=grant.key
    )
    signature = sign(answer_digest(DOMAIN, answer), bytes(gateway.key))
    signed = {
        "role": "assistant",
        "content": "Hello",
        "answer": {"model": "0x" + "07" * 32, "signature": "0x" + signature.hex()},
    }
    content = parse_content({"kind": "conversation", "messages": [*prompt, signed]})
    record = Record(
        owner=grant.owner, kind="conversation", commitment=b"\x03" * 32, licence="CC0-1.0", parent=bytes(32), nonce=9
    )
    entry = Entry(
        seq=0,
        record=record,
        grant=grant,
        grant_signature=sign(grant_digest(DOMAIN, grant), bytes(owner.key)),
        signature=sign(record_hash(DOMAIN, record), bytes(session.key)),
        content_key=bytes(32),
        salt=bytes(32),
        link="",
    )
    verify_entry(DOMAIN, entry_from_json(entry_to_json(entry)), closed_at=5, registered=_nobody)
    assert not is_import(DOMAIN, content, grant.key, Address(gateway.address).__eq__)
    assert is_import(DOMAIN, CONTENT, grant.key, Address(gateway.address).__eq__)
    with pytest.raises(InvalidSignature):
        is_import(DOMAIN, content, grant.owner, Address(gateway.address).__eq__)
    with pytest.raises(InvalidSignature):
        verify_entry(DOMAIN, replace(entry, record=replace(record, nonce=10)), closed_at=5, registered=_nobody)
    with pytest.raises(RefusedByPolicy, match="ended"):
        verify_entry(DOMAIN, entry, closed_at=2**41, registered=_nobody)


def test_scores_hash__chunks__differ_by_place():
    assert scores_hash(b"\x01" * 1024) != scores_hash(b"\x01" * 1023 + b"\x02")
    assert scores_hash(b"\x01" * 1025) != scores_hash(b"\x01" * 1024)


def _address(number: int) -> Address:
    from eth_utils.address import to_checksum_address

    return Address(to_checksum_address(number.to_bytes(20, "big")))
