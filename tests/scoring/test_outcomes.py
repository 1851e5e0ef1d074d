"""Preferences by their outcome: the side does not count, a tie earns nothing, two bad answers are two low ratings."""

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.parameters import Parameters
from kula.protocol.records.content import parse_content
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.features.text import assertions, whole_text
from kula.scoring.scorer import FLOOR, Scorer

CONTENTS = [parse_content(a.content) for a in read_stream(None).arrivals]
PAIRS = [content for content in CONTENTS if content["kind"] == "preference"]
BAD = [{**pair, "outcome": "both-bad"} for pair in PAIRS]
OTHER_SIDE = {"a": "b", "b": "a"}


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


def test_score__answers_exchanged_with_the_outcome__the_same_byte(scorer: Scorer):
    exchanged = [{**p, "a": p["b"], "b": p["a"], "outcome": OTHER_SIDE[p["outcome"]]} for p in PAIRS]
    assert {p["outcome"] for p in PAIRS} == {"a", "b"}
    assert scorer.score(exchanged) == scorer.score(PAIRS)
    assert list(map(whole_text, exchanged)) == list(map(whole_text, PAIRS))


def test_score__tie__exactly_the_floor_whatever_its_texts(scorer: Scorer):
    ties = [{**pair, "outcome": "tie"} for pair in PAIRS] + [{**PAIRS[0], "a": "x", "b": "x", "outcome": "tie"}]
    assert {(v.score, v.stage, v.reasons) for v in scorer.score(ties)} == {(FLOOR, 1, ("tie",))}
    entry = OpenedRecord(record_hash=bytes(32), parent=bytes(32), content=ties[0], imported=False)
    parameters = Parameters()
    scored = score_epoch(scorer, DuplicateIndex(), [entry], parameters)
    assert (scored.scores[0], scored.reasons[0]) == (parameters.floor, ["tie"])


def test_score__both_bad__the_lower_of_two_low_ratings_at_the_cost_of_both(scorer: Scorer):
    spoilt = [{**BAD[0], "a": "asdf jkl"}, {**BAD[1], "b": "Buy now! Buy now! Buy now! Buy now!"}]
    for record, verdict in zip(BAD + spoilt, scorer.score(BAD + spoilt), strict=True):
        ratings = assertions(record)
        assert [(parse_content(r)["rating"], r["messages"][-1]["content"]) for r in ratings] == [
            (-1, record["a"]),
            (-1, record["b"]),
        ]
        both = scorer.score(ratings)
        assert verdict.score == min(v.score for v in both)
        assert verdict.reasons in [v.reasons for v in both if v.score == verdict.score]
        assert (verdict.stage, verdict.flops) == (max(v.stage for v in both), sum(v.flops for v in both))


def test_first_stage__both_bad_between_others__every_verdict_at_its_place(scorer: Scorer):
    mixed = [CONTENTS[0], BAD[0], CONTENTS[1], BAD[1], {**PAIRS[0], "outcome": "tie"}, *CONTENTS[2:20]]
    both = [scorer.score([one])[0] for one in mixed]
    first = scorer.first_stage(mixed)
    assert [v for v in first.verdicts if v] == [v for v in both if v.stage == 1]
    assert [v is None for v in first.verdicts] == [v.stage == 2 for v in both]
    assert scorer.second_stage(first) == both


def test_score__reasons_of_a_rating__change_nothing(scorer: Scorer):
    ratings = [content for content in CONTENTS if content["kind"] == "rating"]
    reasoned = [parse_content({**content, "reasons": ["wrong", "too-short"]}) for content in ratings]
    assert scorer.score(reasoned) == scorer.score(ratings)
