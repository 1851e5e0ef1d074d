"""A gateway that lies is named, with what was wrong and what to do. Each lie bends an answer of the shipped gateway."""

from typing import Any

import pytest

import kula
from tests.support.gateway.served import Served, of_json

ASKED = [{"role": "user", "content": "How do I boil an egg?"}]
TALK = [*ASKED, {"role": "assistant", "content": "Six minutes."}]
CHAT = "/v1/chat/completions"


def _other_text(completion: Any) -> None:
    completion["choices"][0]["message"]["content"] = "1 2 and buy my coin"


def _no_signature(completion: Any) -> None:
    del completion["choices"][0]["kula"]


def _other_model(completion: Any) -> None:
    completion["choices"][0]["kula"]["answer"]["model"] = "0x" + "09" * 32


def _broken_signature(completion: Any) -> None:
    completion["choices"][0]["kula"]["answer"]["signature"] = "0x12"


def _number_for_a_signature(completion: Any) -> None:
    completion["choices"][0]["kula"]["answer"] = {"model": 1, "signature": None}


@pytest.mark.parametrize("lie", [_other_text, _no_signature, _other_model, _broken_signature, _number_for_a_signature])
def test_answer__that_the_gateway_did_not_sign__is_called_a_lie(me: kula.Contributor, gateway: Served, lie: Any):
    me.chat(ASKED, max_tokens=2)
    gateway.bent.bends[CHAT] = of_json(lie)
    with pytest.raises(kula.GatewayLied, match="sign") as caught:
        me.chat(ASKED, max_tokens=2)
    assert caught.value.gateway == gateway.url
    assert "would be refused" in caught.value.advice


def test_stream__with_another_text__is_called_a_lie_at_its_end(me: kula.Contributor, gateway: Served):
    gateway.bent.bends[CHAT] = lambda raw: raw.replace(b'"content":"2 "', b'"content":"3 "')
    talk = me.stream(ASKED, max_tokens=2)
    with pytest.raises(kula.GatewayLied, match="signature of an answer is wrong"):
        list(talk)
    with pytest.raises(kula.Unavailable):
        assert talk.answer


@pytest.mark.parametrize(
    ("bend", "error"),
    [
        (lambda raw: raw.replace(b'"choices"', b'"choises"'), kula.Unavailable),
        (lambda _: b"data: {\n\n", kula.Unavailable),
        (lambda _: b"data: [" + b"[" * 100_000 + b"\n\n", kula.Unavailable),
        (lambda _: b"<html>502</html>", kula.Unavailable),
        (lambda _: b'data: {"error": {"code": "busy", "message": "later"}}\n\n', kula.RefusedByPolicy),
    ],
)
def test_stream__that_is_broken__ends_in_an_expected_error(
    me: kula.Contributor, gateway: Served, bend: Any, error: type[Exception]
):
    gateway.bent.bends[CHAT] = bend
    with pytest.raises(error):
        list(me.stream(ASKED, max_tokens=2))


def _other_number(receipt: Any) -> None:
    receipt["seq"] += 1


def _other_record(receipt: Any) -> None:
    receipt["record"] = "0x" + "05" * 32


def _other_gateway(receipt: Any) -> None:
    receipt["gateway"] = kula.Key.new().address


def _later(receipt: Any) -> None:
    receipt["last_epoch"] += 1


def _unsigned(receipt: Any) -> None:
    del receipt["signature"]


@pytest.mark.parametrize("lie", [_other_number, _other_record, _other_gateway, _later, _unsigned])
def test_receipt__that_proves_nothing__is_called_a_lie(me: kula.Contributor, gateway: Served, lie: Any):
    gateway.bent.bends["/v1/records"] = of_json(lie)
    with pytest.raises(kula.GatewayLied) as caught:
        me.share(TALK)
    assert "another gateway" in caught.value.advice
    assert caught.value.evidence


def test_receipt__that_was_kept_and_changed__is_found_by_verify(me: kula.Contributor):
    row = me.share(TALK).row
    me.verify(row)
    with pytest.raises(kula.GatewayLied):
        me.verify({**row, "seq": row["seq"] + 1})


def test_receipt__with_a_number_far_ahead_of_the_chain__is_called_a_lie(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
):
    network = gateway.net.network
    monkeypatch.setattr(type(network.batches), "current", lambda _: -9)
    person = kula.Contributor(gateway.url, kula.Key.new(), network=network)
    with pytest.raises(kula.GatewayLied, match="promises nothing before"):
        person.share(TALK)


def test_gateway__that_becomes_another_one__is_called_a_lie(me: kula.Contributor, gateway: Served):
    me.facts()

    def change(facts: Any) -> None:
        facts["addresses"]["grants"] = kula.Key.new().address

    gateway.bent.bends["/v1/network"] = of_json(change)
    with pytest.raises(kula.GatewayLied, match="now says that it is"):
        me.refresh_clock()


def test_proxy__that_answers_in_html__is_named_with_its_status(me: kula.Contributor, gateway: Served):
    gateway.bent.bends["/v1/network"] = lambda _: b"<html><h1>Bad Gateway</h1></html>"
    with pytest.raises(kula.Unavailable, match="not JSON"):
        me.facts()
    gateway.bent.statuses["/v1/network"] = 502
    with pytest.raises(kula.Unavailable, match="502"):
        me.facts()


def test_stream__from_a_proxy_that_answers_502_in_html__is_named_with_its_status(me: kula.Contributor, gateway: Served):
    me.facts()
    gateway.bent.bends[CHAT] = lambda _: b"<html><h1>Bad Gateway</h1></html>"
    gateway.bent.statuses[CHAT] = 502
    with pytest.raises(kula.Unavailable, match="502"):
        list(me.stream(ASKED, max_tokens=2))
    with pytest.raises(kula.Unavailable, match="502"):
        me.chat(ASKED, max_tokens=2)


def _other_sources(revealed: Any) -> None:
    revealed["sources"]["a"]["temperature"] += 1


def _swapped(revealed: Any) -> None:
    revealed["a"], revealed["b"] = revealed["b"], revealed["a"]
    revealed["sources"]["a"], revealed["sources"]["b"] = revealed["sources"]["b"], revealed["sources"]["a"]


def _no_answer(revealed: Any) -> None:
    revealed["a"] = None


@pytest.mark.parametrize("lie", [_other_sources, _swapped, _no_answer])
def test_pair__with_other_sources_than_committed__is_called_a_lie(me: kula.Contributor, gateway: Served, lie: Any):
    pair = me.pair(ASKED, max_tokens=2)
    gateway.bent.bends[f"/v1/pairs/0x{pair.id.hex()}/choice"] = of_json(lie)
    with pytest.raises(kula.GatewayLied):
        me.choose(pair, "a")


def test_pair__without_a_signed_commitment__is_called_a_lie(me: kula.Contributor, gateway: Served):
    gateway.bent.bends["/v1/pairs"] = lambda raw: raw.replace(b'"until":', b'"until":1')
    with pytest.raises(kula.GatewayLied, match="commits to nothing"):
        me.pair(ASKED, max_tokens=2)


def test_erasure__with_another_number_of_records__is_called_a_lie(me: kula.Contributor, gateway: Served):
    me.share(TALK)

    def more(receipt: Any) -> None:
        receipt["records"] += 1

    gateway.bent.bends["/v1/erasures"] = of_json(more)
    with pytest.raises(kula.GatewayLied, match="proves nothing") as caught:
        me.erase()
    assert "words are gone" in caught.value.advice


def test_status__with_another_number_than_promised__is_called_a_lie(me: kula.Contributor, gateway: Served):
    sent = me.share(TALK)
    assert me.status(sent.record)["receipt"]["seq"] == sent.seq

    def later(status: Any) -> None:
        status["receipt"]["seq"] += 1

    gateway.bent.bends[f"/v1/records/{sent.record}"] = of_json(later)
    with pytest.raises(kula.GatewayLied, match="receipt"):
        me.status(sent.record)
