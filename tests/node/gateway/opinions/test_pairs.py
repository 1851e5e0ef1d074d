"""Blind pairs over HTTP: the commitment comes before the first word, the models after the choice, and one record fits it."""

import json
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unicodedata import normalize

import pytest
from fastapi.testclient import TestClient

import kula.node.gateway.answers.running
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.answers.turns import Asker
from kula.node.gateway.api.app import build_context, create_app
from kula.node.gateway.opinions.pairing import Pairing
from kula.node.gateway.problems import PROBLEMS
from kula.node.settings import GatewaySettings
from kula.protocol.errors import IntegrityError
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.records.content import OUTCOMES
from kula.protocol.records.opinions import check_pair, check_sources, choice_digest
from kula.protocol.signatures import SigningDomain, answer_digest, answer_hash, prompt_hash, recover, sign
from kula.protocol.types import Address, Answer
from tests.support.gateway.person import Person
from tests.support.scoring.counting_model import MANIFEST, PARENT, Counter

TALK = [{"role": "user", "content": "How do I boil an egg?"}]


@pytest.fixture(scope="module")
def http(settings: GatewaySettings) -> Iterator[TestClient]:
    changed = settings.model_copy(update={"pair_parent_percent": 100})
    context = replace(build_context(changed), answers=Answers(Counter(), parallel=4, seconds=60))
    with TestClient(create_app(changed, context)) as client:
        yield client


@dataclass
class Asked:
    """A pair as a client has it: the events as they came."""

    person: Person
    events: list[dict[str, Any]]

    @property
    def offer(self) -> dict[str, Any]:
        return self.events[0]["offer"]

    def text(self, side: str) -> str:
        return "".join(event.get("piece", "") for event in self.events if event.get("side") == side)

    def choose(self, outcome: str, signer: Any = None) -> Any:
        digest = choice_digest(self.person.domain, unhex(self.offer["pair"], 32), outcome)
        signature = hex0(sign(digest, bytes((signer or self.person.session).key)))
        body = {"outcome": outcome, "signature": signature}
        return self.person.http.post(f"/v1/pairs/{self.offer['pair']}/choice", json=body)

    def content(self, revealed: dict[str, Any], outcome: str, *, a: str = "a", b: str = "b") -> dict[str, Any]:
        answers = {f"{name}_answer": revealed[side] for name, side in (("a", a), ("b", b))}
        return {
            "kind": "preference",
            "prompt": TALK,
            "a": self.text(a),
            "b": self.text(b),
            "outcome": outcome,
            **answers,
        }


@pytest.fixture
def asked(person: Person) -> Asked:
    body = {"messages": TALK, "key": person.session.address, "max_tokens": 3}
    answer = person.http.post("/v1/pairs", json=body)
    *events, done, rest = answer.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return Asked(person, [json.loads(event.removeprefix("data: ")) for event in events])


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def test_pair__as_it_streams__names_no_model_and_both_sides_come_together(asked: Asked):
    whole = json.dumps(asked.events)
    assert not any(name in whole for name in (MANIFEST.hex(), PARENT.hex(), "temperature"))
    sides = [event["side"] for event in asked.events if "piece" in event]
    assert Tally(sides) == {"a": 3, "b": 3}
    assert {"a", "b"} <= set(sides[:3]), "neither waits for the other's end"


def test_pair__read_again__comes_from_its_beginning_and_is_as_good(asked: Asked):
    again = asked.person.http.get(f"/v1/pairs/{asked.offer['pair']}")
    *events, done, _ = again.text.split("\n\n")
    assert done == "data: [DONE]"
    read = Asked(asked.person, [json.loads(event.removeprefix("data: ")) for event in events])
    assert (read.offer, read.text("a"), read.text("b")) == (asked.offer, asked.text("a"), asked.text("b"))
    assert read.choose("a").status_code == 200


def test_pair__whose_reader_left__goes_on_for_the_next_reader(person: Person, http: TestClient):
    """The choice needs both answers to be made to their ends, also if only the second reader saw them."""
    pairing: Pairing = http.app.state.gateway.pairing  # type: ignore[attr-defined]
    answers: Answers = http.app.state.gateway.answers  # type: ignore[attr-defined]
    assert http.portal
    options = {"asker": Asker("somebody"), "most_tokens": 3, "now": 1_000}
    key = Address(person.session.address)
    started = http.portal.call(partial(pairing.start, answers, TALK, key, **options))
    read = http.get(f"/v1/pairs/{hex0(started.id)}").text
    assert read.count('"piece"') == 6
    row = pairing.pairs.get(started.id)
    assert row
    assert row.a
    assert row.b


def test_pair__that_is_not_kept__not_found(person: Person):
    for pair in ("0x00", "0x" + "00" * 32):
        _is(person.http.get(f"/v1/pairs/{pair}"), "not-found")


def test_pair__of_answers_that_were_forgotten__not_found(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kula.node.gateway.answers.running, "KEPT_SECONDS", -1.0)
    body = {"messages": TALK, "key": asked.person.session.address, "max_tokens": 3}
    assert asked.person.http.post("/v1/pairs", json=body).status_code == 200
    _is(asked.person.http.get(f"/v1/pairs/{asked.offer['pair']}"), "not-found")


def test_choice__signed__reveals_what_was_committed_to(asked: Asked, settings: GatewaySettings):
    gateway, key = Address(settings.account().address), Address(asked.person.session.address)
    domain: SigningDomain = asked.person.domain
    pair, id = check_pair(domain, asked.offer, gateway=gateway, key=key, prompt_hash=prompt_hash(TALK))
    assert hex0(id) == asked.offer["pair"]
    revealed = asked.choose("a").json()
    models = {side: revealed[side]["model"] for side in ("a", "b")}
    assert set(models.values()) == {hex0(MANIFEST), hex0(PARENT)}
    check_sources(pair, unhex(revealed["salt"], 32), revealed["sources"], models)
    for side, model in models.items():
        answer = Answer(
            prompt_hash=prompt_hash(TALK), answer_hash=answer_hash(asked.text(side)), model_id=unhex(model, 32), key=key
        )
        assert recover(answer_digest(domain, answer), unhex(revealed[side]["signature"], 65)) == gateway
    swapped = {"a": models["b"], "b": models["a"]}
    with pytest.raises(IntegrityError, match="signed for another model"):
        check_sources(pair, unhex(revealed["salt"], 32), revealed["sources"], swapped)
    with pytest.raises(IntegrityError, match="other sources"):
        check_sources(pair, unhex(revealed["salt"], 32), {**revealed["sources"], "a": revealed["sources"]["b"]}, models)


def test_choice__by_another_key_or_changed__refused(asked: Asked):
    _is(asked.choose("a", signer=new_key()), "invalid-signature")
    first = asked.choose("b")
    assert first.json() == asked.choose("b").json(), "the same choice again changes nothing"
    _is(asked.choose("a"), "pair-chosen")


def test_records__about_a_pair__taken_only_as_it_was_chosen(asked: Asked):
    unsigned = {"kind": "preference", "prompt": TALK, "a": asked.text("a"), "b": asked.text("b"), "outcome": "a"}
    _is(asked.person.send(unsigned), "pair-mismatch")
    revealed = asked.choose("b").json()
    _is(asked.person.send(asked.content(revealed, "a")), "pair-mismatch")
    _is(asked.person.send(asked.content(revealed, "a", a="b", b="a")), "pair-mismatch")
    assert asked.person.send(asked.content(revealed, "b")).status_code == 201


def test_choice__between_the_same_words__only_a_skip(asked: Asked, http: TestClient):
    pairing: Pairing = http.app.state.gateway.pairing  # type: ignore[attr-defined]
    for side in ("a", "b"):
        pairing.pairs.finish(unhex(asked.offer["pair"], 32), side, answer_hash("In water."))
    for outcome in ("b", "tie"):
        _is(asked.choose(outcome), "no-preference")
    assert asked.choose("skip").status_code == 200


@pytest.mark.parametrize(
    "same", ["In water.", " In  water.\n", "Café."], ids=["equal", "white-space", "form-of-letters"]
)
def test_records__that_compare_the_same_words__are_refused_by_name(person: Person, same: str):
    other = normalize("NFD", same) if same == "Café." else "In water."
    for outcome in OUTCOMES:
        answer = person.send({"kind": "preference", "prompt": TALK, "a": other, "b": same, "outcome": outcome})
        _is(answer, "no-preference")
        assert answer.json()["field"] == "content.b"


def test_records__about_a_pair_that_was_skipped__refused(asked: Asked):
    revealed = asked.choose("skip").json()
    for outcome in ("a", "tie"):
        _is(asked.person.send(asked.content(revealed, outcome)), "pair-mismatch")


def test_choice__of_an_unknown_pair__refused(person: Person):
    body = {"outcome": "a", "signature": "0x" + "00" * 65}
    for pair in ("0x00", "0x" + "00" * 32):
        _is(person.http.post(f"/v1/pairs/{pair}/choice", json=body), "unknown-pair")


def test_choice__while_an_answer_lacks__only_a_skip(asked: Asked, http: TestClient):
    pairing: Pairing = http.app.state.gateway.pairing  # type: ignore[attr-defined]
    pairing.pairs.finish(unhex(asked.offer["pair"], 32), "b", b"")
    _is(asked.choose("a"), "pair-not-ready")
    assert asked.choose("skip").json()["b"] is None


def test_draw__many_times__every_order_and_sometimes_the_parent(http: TestClient):
    pairing = replace(http.app.state.gateway.pairing, parent_percent=50)  # type: ignore[attr-defined]
    drawn = [pairing.draw(can_ask_parent=True) for _ in range(400)]
    places = Tally((a.of_parent, b.of_parent) for a, b in drawn)
    assert set(places) == {(False, False), (True, False), (False, True)}
    assert all(a.temperature == b.temperature for a, b in drawn if a.of_parent or b.of_parent)
    same_model = [(a, b) for a, b in drawn if not a.of_parent and not b.of_parent]
    assert all(a.temperature != b.temperature for a, b in same_model)
    warmer_first = sum(a.temperature > b.temperature for a, b in same_model)
    assert 0.3 < warmer_first / len(same_model) < 0.7
    assert not any(one.of_parent for pair in (pairing.draw(can_ask_parent=False) for _ in range(50)) for one in pair)
