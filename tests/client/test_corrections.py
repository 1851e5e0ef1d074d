"""A talk that goes on from the person's own correction: what the client sends, and what validators make of it."""

import json
from typing import Any

import kula
from kula.protocol.hex import hex0, unhex
from kula.protocol.reading.material import gather
from kula.protocol.records.content import MAX_CORRECTIONS
from tests.support.gateway.served import Served
from tests.support.gateways import Worker

ASKED = {"role": "user", "content": "How do I boil an egg?"}
FURTHER = {"role": "user", "content": "And how do I peel it?"}


def _imported(gateway: Served) -> dict[str, bool]:
    """Posts what the gateway took, and says of each record whether it counts as imported, as every validator does."""
    while len(gateway.net.validators) < 4:
        gateway.net.add_validator()
    worker = Worker(gateway.net, gateway.settings)
    estimated = _estimated(worker)
    network, epoch = gateway.net.network, worker.post()
    mine = [batch for batch in network.batches.batches_of(epoch) if batch.gateway == worker.us]
    rows = {one.number: worker.duties.repository.records_from(one.first_seq, one.count) for one in mine}
    entries = {number: [row.entry() for row in served] for number, served in rows.items()}
    material = gather(network, worker.store, lambda _: entries, epoch)
    imported = {hex0(record.record_hash): record.imported for record in material.records}
    assert estimated
    assert estimated.items() <= imported.items(), "the gateway estimates by the same rule"
    return imported


def _estimated(worker: Worker) -> dict[str, bool]:
    """Says of each record that waits for its estimate whether that will count it as imported, if the gateway can tell."""
    estimator, waiting = worker.duties.estimator, worker.duties.repository.estimates.waiting("waiting", 99)
    assert estimator is not None
    next_seq = worker.net.network.batches.next_seq(worker.us)
    in_part = {
        hex0(row.hash): estimator.is_in_part(row, json.loads(row.plaintext(row.block or b"")))
        for row in waiting
        if not row.withheld and row.seq >= next_seq
    }
    return {record: counted for record, counted in in_part.items() if counted is not None}


def _correct(me: kula.Contributor, corrected: str = "Six minutes.", *, talk: Any = (ASKED,)) -> kula.Corrected:
    return me.correct(me.chat(talk, max_tokens=2), corrected)


def test_talk__that_goes_on_from_corrections__counts_as_signed(me: kula.Contributor, gateway: Served):
    first = _correct(me)
    second = _correct(me, "Under cold water.", talk=[*first.talk, FURTHER])
    shared = me.share(me.chat([*second.talk, FURTHER], max_tokens=2))
    rated = me.rate(me.chat([*second.talk, FURTHER], max_tokens=3), 1)
    assert [me.status(sent.record)["parent"] for sent in (second, shared, rated)] == [
        first.record,
        second.record,
        second.record,
    ]
    imported = _imported(gateway)
    assert {imported[sent.record] for sent in (first, second, shared, rated)} == {False}


def test_talk__whose_correction_is_forged_foreign_or_withdrawn__counts_as_imported(
    me: kula.Contributor, gateway: Served
):
    mine = _correct(me)
    [*before, turn] = mine.talk
    forged = me.share(me.chat([*before, {**turn, "content": "An hour."}, FURTHER], max_tokens=2))
    salted = {**turn, "correction": {**turn["correction"], "salt": "0x" + "00" * 32}}
    other_salt = me.share(me.chat([*before, salted, FURTHER], max_tokens=2))
    unsaid = me.share(me.chat([*before, {"role": "assistant", "content": "An hour."}, FURTHER], max_tokens=2))
    # The other person has the same session key, so that the corrected answer is signed for it.
    other = kula.Contributor(gateway.url, kula.Key.new(), me.contributor.session)
    foreign = other.share(other.chat([*mine.talk, FURTHER], max_tokens=2))
    gone = _correct(me, "Seven minutes.")
    after = me.share(me.chat([*gone.talk, FURTHER], max_tokens=2))
    me.withdraw(gone.record)
    honest = me.share(me.chat([*mine.talk, FURTHER], max_tokens=2))
    imported = _imported(gateway)
    assert not imported[honest.record]
    assert all(imported[sent.record] for sent in (forged, other_salt, unsaid, foreign, after))


def test_correction__of_an_answer_without_a_signature__goes_on_without_a_proof(me: kula.Contributor):
    answered = {"role": "assistant", "content": "Boil it."}
    corrected = me.correct([ASKED, answered], "Six minutes.")
    assert corrected.talk == [ASKED, {"role": "assistant", "content": "Six minutes."}]
    assert me.status(me.share(corrected.talk).record)["parent"] == "0x" + "00" * 32


def test_corrections__more_than_a_talk_may_hold__go_on_without_a_proof(me: kula.Contributor):
    talk: list[dict[str, Any]] = [ASKED]
    for number in range(MAX_CORRECTIONS + 1):
        corrected = _correct(me, f"{number} minutes.", talk=talk)
        talk = [*corrected.talk, FURTHER]
    assert sum("correction" in message for message in talk) == MAX_CORRECTIONS
    assert unhex(me.share(talk).record, 32)
