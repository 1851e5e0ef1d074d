"""JSON bodies: no endpoint reads what is not strict JSON of exactly its shape, and the problem names the field."""

import json
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient

from kula.node.gateway.api.body import StrictRoute, refuse
from kula.node.gateway.api.shapes.fields import Account, Hash, Nonce, Shape
from kula.node.gateway.api.shapes.requests import OneOrMany
from kula.node.gateway.problems import render
from kula.protocol.errors import KulaError
from kula.protocol.program.keys import new_key

ACCOUNT = new_key().address
HASH = "0x" + "5a" * 32


class Inner(Shape):
    account: Account


class Outer(Shape):
    hash: Hash
    nonce: Nonce
    many: list[Inner]


@pytest.fixture
def read() -> list[Any]:
    """The bodies that an endpoint reads."""
    return []


@pytest.fixture
def http(read: list[Any]):
    router = APIRouter(route_class=StrictRoute)

    @router.post("/outer")
    def take(body: Outer) -> Outer:
        read.append(body)
        return body

    @router.post("/records")
    def take_records(body: OneOrMany) -> None:
        read.append(body)

    app = FastAPI()
    app.include_router(router)
    app.add_exception_handler(KulaError, render)
    app.add_exception_handler(RequestValidationError, refuse)
    with TestClient(app) as client:
        yield client


def _problem(http: TestClient, body: bytes | Any, path: str = "/outer") -> tuple[str, str]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = http.post(path, content=raw, headers={"content-type": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["field"] in problem["detail"], "the detail names the field too"
    return problem["type"].rsplit("/", 1)[-1], problem["field"]


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"[" * 10 + b"]" * 10, "malformed"),
        (b"[" * 5_000, "invalid-json"),
        (b"[" * 140_000, "invalid-json"),
        (b'{"a": 1e5}', "invalid-json"),
        (b'{"a": NaN}', "invalid-json"),
        (b'{"a": Infinity}', "invalid-json"),
        (b'{"a": 1, "a": 1}', "invalid-json"),
        (b'{"a": "\\ud800"}', "malformed"),
        (b"\xef\xbb\xbf{}", "invalid-json"),
        (b"\xff\xfe{", "invalid-json"),
        (b"{} {}", "invalid-json"),
        (b"", "invalid-json"),
        (b"[]", "invalid-json"),
        (b"7", "invalid-json"),
    ],
)
def test_body__no_strict_json_object__reaches_no_endpoint(http: TestClient, read: list[Any], body: bytes, slug: str):
    assert _problem(http, body)[0] == slug
    assert not read


def test_body__of_the_shape__read_as_bytes_and_numbers_and_written_back(http: TestClient, read: list[Any]):
    body = {"hash": HASH, "nonce": str(2**64 - 1), "many": [{"account": ACCOUNT}]}
    assert http.post("/outer", json=body).json() == body
    assert (read[0].hash, read[0].nonce) == (bytes.fromhex(HASH[2:]), 2**64 - 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hash": "0x5a"}, "hash"),
        ({"hash": HASH[2:]}, "hash"),
        ({"hash": "0x" + "zz" * 32}, "hash"),
        ({"hash": 7}, "hash"),
        ({"nonce": str(2**64)}, "nonce"),
        ({"nonce": "-1"}, "nonce"),
        ({"nonce": True}, "nonce"),
        ({"many": {}}, "many"),
        ({"many": [7]}, "many[0]"),
        ({"many": [{"account": ACCOUNT}, {"account": ACCOUNT.lower()}]}, "many[1].account"),
        ({"many": [{"account": ACCOUNT, "name": "me"}]}, "many[0].name"),
        ({"many": [{}]}, "many[0].account"),
        ({"other": 1}, "other"),
    ],
)
def test_body__of_another_shape__names_the_field(http: TestClient, read: list[Any], change: dict[str, Any], field: str):
    body = {"hash": HASH, "nonce": "0", "many": [{"account": ACCOUNT}], **change}
    assert _problem(http, body) == ("malformed", field)
    assert not read


def test_body__one_record_or_many__the_path_tells_of_the_shape_that_was_sent(http: TestClient, read: list[Any]):
    assert _problem(http, {"record": {}}, "/records") == ("malformed", "record.owner")
    assert _problem(http, {"records": [{"record": {}}]}, "/records") == ("malformed", "records[0].record.owner")
    assert _problem(http, {"records": [], "grant": HASH}, "/records")[0] == "malformed"
    assert not read
