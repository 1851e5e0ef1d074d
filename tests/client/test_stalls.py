"""Gateways that stop in mid-answer: the client library waits a bounded time, reads on by id, and names what is wrong."""

from collections.abc import Iterator

import pytest

import kula
from kula.node.contributor import talks
from tests.support.gateway.served import Served

ASKED = [{"role": "user", "content": "How do I boil an egg?"}]


@pytest.fixture(autouse=True)
def quiet(gateway: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients take a gateway for gone after two seconds."""
    monkeypatch.setattr(talks, "QUIET_SECONDS", 2.0)
    yield
    gateway.bent.stalls.clear()


@pytest.mark.parametrize("parts", [1, 3], ids=["before-its-first-word", "after-words"])
def test_stream__gateway_stops_in_mid_answer__is_read_on_and_signed(me: kula.Contributor, gateway: Served, parts: int):
    gateway.bent.stalls.append(parts)
    talk = me.stream(ASKED, max_tokens=5)
    assert list(talk) == ["1 ", "2 ", "3 ", "4 ", "5 "]
    assert talk.answer.signed
    assert gateway.bent.stalls == [], "one request hung"


def test_stream__without_its_end__is_read_on_and_signed(me: kula.Contributor, gateway: Served):
    gateway.bent.bends[talks.PATH] = lambda raw: raw.replace(b"data: [DONE]\n\n", b"")
    talk = me.stream(ASKED, max_tokens=3)
    assert list(talk) == ["1 ", "2 ", "3 "]
    assert talk.answer.signed


def test_stream__gateway_that_stays_silent__is_named(me: kula.Contributor, gateway: Served):
    gateway.bent.stalls += [3] + [0] * talks.RESUMPTIONS
    talk = me.stream(ASKED, max_tokens=5)
    with pytest.raises(kula.Unavailable, match="sends nothing for 2 s"):
        list(talk)
    with pytest.raises(kula.Unavailable, match="not complete"):
        assert talk.answer


def test_stream__answer_that_the_gateway_forgot__is_named(
    me: kula.Contributor, gateway: Served, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(talks, "_id_of", lambda event: "chatcmpl-of-somebody")
    gateway.bent.stalls.append(3)
    with pytest.raises(kula.RefusedByPolicy, match="no answer with this id"):
        list(me.stream(ASKED, max_tokens=5))


def test_pair__gateway_stops_in_mid_answer__is_read_again(me: kula.Contributor, gateway: Served):
    gateway.bent.stalls.append(4)
    pair = me.pair(ASKED, max_tokens=5)
    assert (len(pair.a.split()), len(pair.b.split())) == (5, 5)
    assert me.choose(pair, "a").a.text == pair.a
