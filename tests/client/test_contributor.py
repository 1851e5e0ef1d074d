"""The client library against a gateway: each job, with and without an event loop."""

import asyncio
import json
import time
from pathlib import Path

import pytest
from eth_account import Account

import kula
from kula.node.contributor import session
from kula.protocol.hex import unhex
from kula.protocol.records.nonce import signed_at
from tests.support.gateway.served import Served

ASKED = [{"role": "user", "content": "How do I boil an egg?"}]


def test_chat__an_answer__is_signed_and_goes_on_as_a_talk(me: kula.Contributor, gateway: Served):
    answer = me.chat(ASKED, max_tokens=2)
    assert (answer.text, answer.finish_reason) == ("1 2 ", "length")
    assert answer.message["answer"] == answer.signed
    further = me.chat([*answer.talk, {"role": "user", "content": "And soft?"}], max_tokens=1)
    assert [message["role"] for message in further.talk] == ["user", "assistant", "user", "assistant"]
    assert [message["content"] for message in gateway.model.chats[-1].messages][:2] == [ASKED[0]["content"], "1 2 "]


@pytest.mark.parametrize(
    ("messages", "field"),
    [
        ("How do I boil an egg?", "messages"),
        (ASKED[0], "messages"),
        ([{"role": "user"}], "messages[0].content"),
        ([{"content": "Hello"}], "messages[0].role"),
        ([{"role": "developer", "content": "Be brief."}, *ASKED], "messages[0].role"),
        ([{"role": "user", "content": [{"type": "text", "text": "Hello"}]}], "messages[0].content"),
    ],
)
def test_messages__of_another_form__are_refused_here_and_blame_no_gateway(me: kula.Contributor, messages, field: str):
    for job in (me.chat, me.stream, me.pair, me.share):
        with pytest.raises(kula.MalformedInput) as refused:
            job(messages)
        assert refused.value.field == field


@pytest.mark.parametrize("option", ["n", "stream", "kula"])
def test_chat__option_that_the_library_sets__is_refused_here(me: kula.Contributor, option: str):
    with pytest.raises(kula.MalformedInput, match=option):
        me.chat(ASKED, **{option: 2})


def test_stream__its_pieces__come_one_by_one_and_end_in_the_signed_answer(me: kula.Contributor):
    talk = me.stream(ASKED, max_tokens=3, temperature=0.5)
    with pytest.raises(kula.Unavailable, match="not complete"):
        assert talk.answer
    assert list(talk) == ["1 ", "2 ", "3 "]
    assert talk.answer.text == "1 2 3 "
    assert talk.answer.signed


def test_stream__reader_stops_early__the_model_stops(me: kula.Contributor, gateway: Served):
    for piece in me.stream([{"role": "user", "content": "Count for long."}], max_tokens=500):
        assert piece == "1 "
        break
    before = -1
    while before != (before := gateway.model.log.count("Count for long.")):
        time.sleep(0.3)
    assert before < 500


def test_opinions__on_a_signed_answer__each_gives_a_receipt(me: kula.Contributor):
    answer, other = me.chat(ASKED, max_tokens=2), me.chat(ASKED, max_tokens=3)
    sent = [
        me.share(answer),
        me.rate(answer, 1, ["correct"]),
        me.rate(answer, 4, scale="1..5"),
        me.correct(answer, "Put it into boiling water for six minutes."),
        me.compare(ASKED, answer, other, "b"),
        me.compare(ASKED, answer, "Six minutes.", "both-bad"),
    ]
    assert len({one.record for one in sent}) == 6
    page = me.records(limit=4)
    rest = me.records(page["next"])
    kinds = [one["kind"] for one in (*page["records"], *rest["records"])][::-1]
    assert rest["next"] is None
    assert kinds == ["conversation", "rating", "rating", "correction", "preference", "preference"]
    assert me.verify(sent[0].row) is None


def test_opinions__on_a_stream_that_was_read__are_those_on_its_answer(me: kula.Contributor):
    talk = me.stream(ASKED, max_tokens=3)
    with pytest.raises(kula.Unavailable, match="not complete"):
        me.rate(talk, 1)
    text = "".join(talk)
    assert me.rate(talk, 1).body["content"]["messages"][-1]["content"] == text
    assert me.compare(ASKED, talk, "Six minutes.", "a").body["content"]["a_answer"]


def test_reasons__as_one_text__are_refused_with_the_list_that_is_meant(me: kula.Contributor):
    with pytest.raises(kula.MalformedInput, match=r"\['correct'\]"):
        me.rate([*ASKED, {"role": "assistant", "content": "Six minutes."}], 1, "correct")


def test_content__that_no_gateway_takes__is_refused_before_it_is_sent(me: kula.Contributor):
    with pytest.raises(kula.MalformedInput, match="rating"):
        me.rate(me.chat(ASKED, max_tokens=1), 3)
    with pytest.raises(kula.MalformedInput, match="says the same"):
        me.compare(ASKED, "Six  minutes.", "Six minutes. ", "a")
    with pytest.raises(kula.MalformedInput, match="key"):
        kula.Contributor("http://127.0.0.1:1", "0x1234")
    assert me.consent is None


def test_async__inside_a_running_loop__both_forms_work(gateway: Served):
    async def work() -> tuple[str, str]:
        person = kula.AsyncContributor(gateway.url, kula.Key.new())
        talking = await person.stream(ASKED, max_tokens=2)
        pieces = [piece async for piece in talking]
        rated, corrected = await asyncio.gather(
            person.rate(talking.answer, -1, ["wrong"]), person.correct(talking.answer, "Six minutes.")
        )
        assert pieces == ["1 ", "2 "]
        assert rated.record != corrected.record
        return (await person.status(rated.record))["state"], kula.Contributor(gateway.url, kula.Key.new()).grant()

    state, grant = asyncio.run(work())
    assert state == "received"
    assert grant.startswith("0x")


def test_two_opinions__sent_at_once_by_a_new_person__share_one_grant(gateway: Served):
    async def work() -> int:
        person = kula.AsyncContributor(gateway.url, kula.Key.new())
        talk = await person.chat(ASKED, max_tokens=1)
        await asyncio.gather(person.rate(talk, 1), person.correct(talk, "Six minutes."))
        return len((await person.api.fetch("GET", f"/v1/accounts/{person.owner}"))["grants"])

    assert asyncio.run(work()) == 1


def test_wallet__owner_who_signs_elsewhere__consents_once_and_an_app_goes_on_later(gateway: Served):
    wallet, session_key = Account.create(), kula.Key.new()
    app = kula.Contributor(gateway.url, wallet.address, session_key)
    with pytest.raises(kula.MalformedInput, match="wallet"):
        app.grant()
    request = app.request()
    signed = wallet.sign_typed_data(full_message=request.typed_data)
    app.agree(request, bytes(signed.signature))
    assert app.consent
    kept = json.loads(json.dumps(app.consent.to_json()))
    later = kula.Contributor(gateway.url, wallet.address, session_key, consent=kula.Consent.from_json(kept))
    sent = later.share([*ASKED, {"role": "assistant", "content": "Six minutes."}])
    assert later.status(sent.record)["owner"] == wallet.address
    assert sent.leaf["pay_to"] == wallet.address


def test_send__the_same_body_again__gives_the_same_receipt(me: kula.Contributor):
    me.grant()
    body = me.signed({"kind": "conversation", "messages": [*ASKED, {"role": "assistant", "content": "Six minutes."}]})
    assert me.send(body) == me.send(body)


def test_refusal__of_a_gateway__carries_its_slug(me: kula.Contributor):
    with pytest.raises(kula.RefusedByPolicy) as refused:
        me.status("0x" + "00" * 32)
    assert refused.value.rule == "unknown-record"
    with pytest.raises(kula.RefusedByPolicy) as refused:
        me.chat(ASKED, logprobs=True)
    assert refused.value.rule == "malformed"


def test_signed__after_the_chains_clock_moved__says_the_new_time(
    me: kula.Contributor, gateway: Served, monkeypatch: pytest.MonkeyPatch
):
    content = {"kind": "conversation", "messages": [{"role": "assistant", "content": "Six minutes."}]}
    ours = [session.time.monotonic()]
    monkeypatch.setattr(session.time, "monotonic", lambda: ours[0])
    before = signed_at(int(me.signed(content)["record"]["nonce"]))
    gateway.net.anvil.pass_time(1_000)
    assert signed_at(int(me.signed(content)["record"]["nonce"])) == before
    ours[0] += 5.1
    deadline = time.time() + 20
    while signed_at(int(me.signed(content)["record"]["nonce"])) < before + 1_000:
        assert time.time() < deadline, "the gateway reads the chain's clock in turns"
        time.sleep(0.2)
        ours[0] += 5.1


def test_grant_and_record__without_a_licence__are_cc0(me: kula.Contributor):
    me.grant()
    assert me.consent
    assert me.consent.grant.licences == ("CC0-1.0",)
    content = {"kind": "conversation", "messages": [{"role": "assistant", "content": "Six minutes."}]}
    assert me.signed(content)["record"]["licence"] == "CC0-1.0"
    assert me.signed(content, "CC-BY-4.0")["record"]["licence"] == "CC-BY-4.0"


def test_import__of_an_export__is_sent_once(me: kula.Contributor, tmp_path: Path):
    export = tmp_path / "talks.jsonl"
    talk = {"messages": [*ASKED, {"role": "assistant", "content": "Six minutes in boiling water."}]}
    private = {"messages": [{"role": "user", "content": "My mail is a.person@example.org"}, talk["messages"][1]]}
    export.write_text("".join(json.dumps(one) + "\n" for one in (talk, private)))
    receipts = tmp_path / "receipts.jsonl"
    states = [sending.state for sending in me.import_file(export, receipts)]
    assert sorted(states) == ["held", "sent"]
    [row] = [json.loads(line) for line in receipts.read_text().splitlines()]
    assert me.verify(row) is None
    assert sorted(sending.state for sending in me.import_file(export, receipts, kula.Personal.REDACT)) == [
        "left-out",
        "sent",
    ]


def test_import__with_choices_as_words__holds_what_is_personal_and_counts_what_is_left_out(
    me: kula.Contributor, tmp_path: Path
):
    export, receipts = tmp_path / "talks.jsonl", tmp_path / "receipts.jsonl"
    private = {
        "messages": [
            {"role": "user", "content": "Mail a.person@example.org"},
            {"role": "assistant", "content": "I do."},
        ]
    }
    export.write_text(f'{json.dumps(private)}\n{{"of": "no known form"}}\n')
    outcomes = me.import_file(str(export), str(receipts), personal="hold")
    assert [one.state for one in outcomes] == ["held"]
    assert outcomes.left_out == {"personal-data": 1, "unknown-form": 1}
    for path, kept, personal, field in (
        (export, receipts, "maybe", "personal"),
        (tmp_path / "none.json", receipts, "keep", "none.json"),
        (tmp_path, receipts, "keep", tmp_path.name),
        (export, tmp_path / "none" / "receipts.jsonl", "keep", "receipts"),
    ):
        with pytest.raises(kula.MalformedInput) as refused:
            me.import_file(path, kept, personal)
        assert refused.value.field == field
    assert not me.records()["records"], "nothing was sent"


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000", "localhost:8000", "", "ftp://127.0.0.1", "http://", "http://[::1", None, "http://a.example/v1/"],
)
def test_gateway__that_is_no_url__is_refused_here(url):
    with pytest.raises(kula.MalformedInput, match="such as http://"):
        kula.Contributor(url, kula.Key.new())


def test_record__by_what_was_sent_or_by_its_hash__is_the_same(me: kula.Contributor):
    first, second = me.rate(me.chat(ASKED, max_tokens=1), 1), me.rate(me.chat(ASKED, max_tokens=2), -1)
    assert me.status(first) == me.status(first.record)
    assert me.withdraw(first) == me.withdraw(first.record)
    assert me.erase(second).records == 1
    for job in (me.status, me.withdraw, me.erase):
        with pytest.raises(kula.MalformedInput, match="what was sent, or its hash"):
            job("0x12")
    with pytest.raises(kula.MalformedInput, match="receipt"):
        me.verify("0x12")  # type: ignore[arg-type]


def test_verify_and_accuse__with_a_network__read_the_chain(gateway: Served, tmp_path: Path):
    network = gateway.net.network
    owner = gateway.net.sender("accuser", 10).account
    person = kula.Contributor(gateway.url, owner, network=network)
    sent = person.share([*ASKED, {"role": "assistant", "content": "Six minutes."}])
    assert person.verify(sent.row) == "waiting"
    assert person.accuse([sent.row], 10**20, tmp_path) == {"waiting": 1}
    assert unhex(sent.record, 32)


def test_pair__after_the_choice__is_a_record_of_two_signed_answers(me: kula.Contributor):
    me.grant()
    pair = me.pair(ASKED, max_tokens=2)
    assert [answer.replace(".", "") for answer in (pair.a, pair.b)] == ["1 2 ", "1 2 "], (
        "the parent counts with full stops"
    )
    judged = me.choose(pair, "tie")
    assert judged.a.signed["model"] == judged.sources["a"]["model"]
    sent = me.compare(pair.prompt, judged.a, judged.b, "tie")
    assert me.status(sent.record)["kind"] == "preference"
    assert me.judge(me.pair(ASKED, max_tokens=3), "skip") is None
    with pytest.raises(kula.RefusedByPolicy) as refused:
        me.choose(pair, "a")
    assert refused.value.rule == "pair-chosen"


def test_withdraw_and_erase__records_that_are_not_posted__end_with_a_signed_receipt(me: kula.Contributor):
    first, second = me.rate(me.chat(ASKED, max_tokens=1), 1), me.rate(me.chat(ASKED, max_tokens=2), -1)
    assert me.withdraw(first.record)["seq"] == first.seq
    erasure = me.erase()
    assert (erasure.owner, erasure.records) == (me.owner, 2)
    assert me.erase(second.record).records == 1
    assert me.tasks() == []
