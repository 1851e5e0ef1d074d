"""What an owner reads of the account: pages, days, traces, changes, old answers; and coin that moves without gas."""

import asyncio
from contextlib import aclosing
from itertools import islice

import pytest
from starlette.types import Receive, Scope, Send

import kula
from kula.node.contributor import changes
from kula.protocol.parameters import TOKEN
from kula.protocol.types import Address
from tests.support.gateway.served import Served, listening

ASKED = [{"role": "user", "content": "How do I boil an egg?"}]
STRANGER = "0x000000000000000000000000000000000000bEEF"


def test_get__of_any_path__is_what_the_gateway_answers(me: kula.Contributor):
    assert me.get("/v1/network")["gateway"]
    assert me.get("/v1/network/models", after=0, limit=1)["models"] is not None
    with pytest.raises(kula.MalformedInput, match="slash"):
        me.get("v1/network")


def test_records__by_kind_and_state__are_only_those(me: kula.Contributor):
    answer = me.chat(ASKED, max_tokens=3)
    rated = me.rate(answer, 1)
    me.share(answer)
    assert [row["record"] for row in me.records(kind="rating")["records"]] == [rated.record]
    assert len(me.records(state="received")["records"]) == 2
    assert me.records(state="final")["records"] == []
    assert me.days()["days"] == []


def test_trace__of_what_was_sent__begins_with_the_record(me: kula.Contributor):
    sent = me.share(me.chat(ASKED, max_tokens=3))
    assert [step["step"] for step in me.trace(sent)["steps"]] == ["record", "receipt"]
    assert me.trace(sent.record)["hash"] == sent.record


def test_resume__of_an_answer_by_its_id__is_the_same_and_signed(me: kula.Contributor):
    talk = me.stream(ASKED, max_tokens=4)
    text = "".join(talk)
    again = me.resume(talk.id, ASKED)
    assert "".join(again) == text
    assert again.answer.signed == talk.answer.signed
    with pytest.raises(kula.MalformedInput, match="id"):
        me.resume("../network", ASKED)
    with pytest.raises(kula.RefusedByPolicy, match="no answer"):
        list(me.resume("chatcmpl-none", ASKED))


def test_changes__after_a_number__tell_what_happened_and_go_on_from_there(me: kula.Contributor, gateway: Served):
    for state in ("posted", "final"):
        gateway.happen({"change": "record", "record": f"0x{'07' * 32}", "state": state}, me.owner)
    gateway.happen({"change": "paid", "amount": "7"}, STRANGER)
    changed = list(islice((change for change in me.changes(after="0") if change["change"] == "record"), 2))
    assert [change["state"] for change in changed] == ["posted", "final"]
    [second] = islice(me.changes(after=changed[0]["id"]), 1)
    assert second == changed[1]


def test_changes__when_the_stream_breaks_off__come_back_behind_the_last_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "PAUSE_SECONDS", 0.01)
    asked: list[bytes] = []

    async def gateway(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        after = dict(scope["headers"]).get(b"last-event-id", b"4")
        asked.append(after)
        event = f'retry: 3000\n\n: nothing yet\n\nid: {int(after) + 1}\nevent: epoch\ndata: {{"change": "epoch"}}\n\n'
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": event.encode()})

    with listening(gateway) as url:
        followed = kula.Contributor(url, kula.Key.new()).changes()
        assert [change["id"] for change in islice(followed, 3)] == ["5", "6", "7"]
    assert asked[:3] == [b"4", b"5", b"6"]


def test_changes__of_a_gateway_that_is_gone__end_with_its_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(changes, "PAUSE_SECONDS", 0.01)
    nobody = kula.Contributor("http://127.0.0.1:9", kula.Key.new())
    with pytest.raises(kula.Unavailable, match="broke off"):
        next(iter(nobody.changes()))


def test_changes__in_a_running_loop__are_an_asynchronous_iterator(gateway: Served):
    gateway.happen({"change": "epoch", "epoch": 1, "phase": "open"})

    async def first() -> str:
        async with aclosing(kula.AsyncContributor(gateway.url, kula.Key.new()).changes("0")) as changing:
            return (await anext(changing))["change"]

    assert asyncio.run(first()) == "epoch"


def test_transfer__of_an_owner_with_coin__is_sent_for_the_fee_of_the_gateway(me: kula.Contributor, gateway: Served):
    token, before = gateway.net.network.token, gateway.net.network.token.balance_of(Address(STRANGER))
    gateway.net.bank.send(token.transfer(me.owner, 5 * TOKEN))
    moved = me.transfer(STRANGER, TOKEN, most_fee=TOKEN)
    assert len(moved["transaction"]) == 66
    assert token.balance_of(Address(STRANGER)) == before + TOKEN
    with pytest.raises(kula.RefusedByPolicy) as refused:
        me.transfer(STRANGER, TOKEN, most_fee=0)
    assert refused.value.rule == "fee-too-high"
    with pytest.raises(kula.MalformedInput, match="smallest unit"):
        me.transfer(STRANGER, 1.5, most_fee=TOKEN)  # type: ignore[arg-type]


def test_owner__that_is_no_account__is_named_with_what_one_is(gateway: Served):
    with pytest.raises(kula.MalformedInput, match=r"owner: must be a kula\.Key"):
        kula.Contributor(gateway.url, "alice")


def test_transfer__of_an_owner_in_a_wallet__is_refused_here(gateway: Served):
    with pytest.raises(kula.MalformedInput, match="owner"):
        kula.Contributor(gateway.url, STRANGER).transfer(STRANGER, 1, most_fee=1)


def test_totals__of_an_account__count_its_records_and_its_pay(me: kula.Contributor):
    answer = me.chat(ASKED, max_tokens=2)
    me.verify(me.rate(answer, 1))
    totals = me.totals()
    assert sum(totals["records"].values()) == 1
    assert [int(totals[name]) for name in ("earned", "claimable", "paid", "pending")] == [0, 0, 0, 0]
