"""Who may read keys and salts: the right account, for this path, now; nobody by an old or another's header."""

import base64
import json

import pytest

from kula.node.gateway.api.access import check_access
from kula.node.gateway.problems import Problem
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import SCHEME, authorization
from kula.protocol.signatures import SigningDomain
from kula.protocol.types import Address

DOMAIN = SigningDomain(31_337, Address("0x" + "11" * 20))
PATH = "/v1/epochs/3/entries"
NOW = 1_000_000
US = new_key()
ME = Address(US.address)


def _header(path: str = PATH, now: int = NOW, domain: SigningDomain = DOMAIN, account: Address = ME) -> str:
    return authorization(domain, account, bytes(US.key), path, now)


def _check(header: str | None, allowed: set[str] | None = None, now: int = NOW) -> Address:
    return check_access(DOMAIN, header, PATH, now, lambda: {ME} if allowed is None else allowed)


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
        _header(account=Address(new_key().address)),
    ],
)
def test_access__anything_else__denied(header: str | None):
    with pytest.raises(Problem) as problem:
        _check(header)
    assert problem.value.slug == "access-denied"


def test_access__a_good_signature_of_a_stranger__denied_and_told_why():
    with pytest.raises(Problem, match="neither an active validator nor a curator"):
        _check(_header(), allowed=set())
