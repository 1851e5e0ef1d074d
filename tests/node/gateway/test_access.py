"""Who may read keys and salts: the right account, here, for this path, now; nobody by an old or another's header."""

import base64
import json

import pytest

from kula.node.gateway.api.access import check_access
from kula.node.gateway.problems import Problem
from kula.protocol.errors import InvalidSignature
from kula.protocol.hex import hex0
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import SCHEME, authorization
from kula.protocol.signatures import SigningDomain
from kula.protocol.types import Address

DOMAIN = SigningDomain(31_337, Address("0x" + "11" * 20))
PATH = "/v1/epochs/3/entries"
NOW = 1_000_000
US = new_key()
ME = Address(US.address)


HERE, ELSEWHERE = Address("0x" + "22" * 20), Address("0x" + "33" * 20)


def _header(path: str = PATH, now: int = NOW, domain: SigningDomain = DOMAIN, gateway: Address = HERE) -> str:
    return authorization(domain, US, gateway=gateway, path=path, now=now)


def _as_a_stranger() -> str:
    access = json.loads(base64.urlsafe_b64decode(_header().removeprefix(f"{SCHEME} ")))
    access["account"] = new_key().address
    return f"{SCHEME} {base64.urlsafe_b64encode(json.dumps(access).encode()).decode()}"


def _check(header: str | None, allowed: set[str] | None = None, now: int = NOW) -> Address:
    accounts = {ME} if allowed is None else allowed
    return check_access(DOMAIN, header, gateway=HERE, path=PATH, now=now, allowed=lambda: accounts)


def test_access__signed_for_this_path_and_moment__let_in():
    assert _check(_header()) == ME
    assert _check(_header(), now=NOW + 119) == ME


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer abc",
        f"{SCHEME} !!!",
        f"{SCHEME} {base64.urlsafe_b64encode(b'[]').decode()}",
        f"{SCHEME} {base64.urlsafe_b64encode(json.dumps({'account': ME, 'deadline': NOW, 'signature': '0x00'}).encode()).decode()}",
        _header(path="/v1/epochs/4/entries"),
        _header(now=NOW - 1_000),
        _header(now=NOW + 10_000),
        _header(domain=SigningDomain(1, DOMAIN.contract)),
        _header(gateway=ELSEWHERE),
        _as_a_stranger(),
    ],
)
def test_access__anything_else__denied(header: str | None):
    with pytest.raises(Problem) as problem:
        _check(header)
    assert problem.value.slug == "access-denied"


def test_access__what_was_sent_to_another_gateway__is_no_key_here():
    sent = _header(gateway=ELSEWHERE)
    assert check_access(DOMAIN, sent, gateway=ELSEWHERE, path=PATH, now=NOW, allowed=lambda: {ME}) == ME
    with pytest.raises(Problem, match="another gateway"):
        _check(sent)


def test_access__a_good_signature_of_a_stranger__denied_and_told_why():
    with pytest.raises(Problem, match="no seat of this epoch"):
        _check(_header(), allowed=set())


def test_access__signed_by_a_newer_block_than_our_copy_has__asks_the_chain_once():
    later = NOW + 10_000
    sent = _header(now=later)

    def check(newest: int) -> Address:
        return check_access(DOMAIN, sent, gateway=HERE, path=PATH, now=NOW, allowed=lambda: {ME}, newest=lambda: newest)

    assert check(newest=later) == ME
    with pytest.raises(Problem, match="time is over"):
        check(newest=NOW)


@pytest.mark.parametrize("agrees", [True, False], ids=["agrees", "refuses"])
@pytest.mark.parametrize("proof", [b"\x05" * 64, b"\x07" * 300], ids=["short", "long"])
def test_access__of_a_contract_wallet__is_what_the_wallet_says(proof: bytes, agrees: bool):
    proofs: list[bytes] = []

    def require(_owner: Address, _digest: bytes, signature: bytes, what: str) -> bytes:
        proofs.append(signature)
        if not agrees:
            raise InvalidSignature(f"{what} is not signed")
        return signature

    access = {"account": ME, "deadline": NOW + 60, "signature": hex0(proof)}
    header = f"{SCHEME} {base64.urlsafe_b64encode(json.dumps(access).encode()).decode()}"

    def check(*, now: int = NOW, account: Address = ME) -> Address:
        return check_access(
            DOMAIN, header, gateway=HERE, path=PATH, now=now, allowed=lambda: {account}, require_wallet=require
        )

    with pytest.raises(Problem):
        check(now=NOW + 1_000)
    with pytest.raises(Problem):
        check(account=HERE)
    assert not proofs, "the chain is asked only for an allowed account and a time that fits"
    if agrees:
        assert check() == ME
    else:
        with pytest.raises(Problem, match="neither"):
            check()
    assert proofs == [proof]
