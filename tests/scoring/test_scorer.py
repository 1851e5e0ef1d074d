"""The scorer as it ships: worthless records end early and earn nothing, honest ones are paid, and every verdict has a reason."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.protocol.types import KINDS
from kula.scoring.attacks import FAMILIES, Pool
from kula.scoring.attacks.climbing import climb
from kula.scoring.corpus.adversarial import attacked
from kula.scoring.gates.heads import LEVELS, Heads, load_heads
from kula.scoring.reasons import REASONS
from kula.scoring.scorer import FLOOR, Scorer

STREAM = read_stream(None)
CONTENTS = [parse_content(a.content) for a in STREAM.arrivals]
HONEST = [c for a, c in zip(STREAM.arrivals, CONTENTS, strict=True) if STREAM.behaviours[a.account] == "honest"]
BLUNT = ("random_characters", "random_words", "keyword_stuffing", "lorem_ipsum", "boilerplate", "repetition", "padded")


@pytest.fixture(scope="module")
def heads() -> Heads:
    return load_heads()


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


def _attacks(family: str) -> list[dict]:
    rng, pool = random.Random(1), Pool(HONEST)
    return [a for c in HONEST[:30] if (a := attacked(FAMILIES[family], rng, c, pool))]


def test_score__any_batch_and_order__the_same_byte(scorer: Scorer):
    together = scorer.score(CONTENTS[:20])
    assert [scorer.score([c])[0] for c in CONTENTS[:20]] == together
    assert scorer.score(CONTENTS[:20][::-1])[::-1] == together


@pytest.mark.parametrize("family", BLUNT)
def test_score__blunt_attacks__unpaid_with_a_reason(scorer: Scorer, family: str):
    verdicts = scorer.score(_attacks(family))
    unpaid = [v for v in verdicts if v.score <= FLOOR]
    assert len(unpaid) >= 0.75 * len(verdicts), family
    assert all(set(v.reasons) <= set(REASONS) and v.reasons != ("good",) for v in unpaid)


def test_score__honest_records_in_a_style_nobody_taught__seven_in_eight_paid(scorer: Scorer):
    # Written for the demo, in more careful prose than the records that the scorer learnt from: it pays more of those.
    verdicts = scorer.score(HONEST)
    assert sum(v.score > FLOOR for v in verdicts) >= 7 / 8 * len(verdicts)


def test_cascade__garbage__ends_before_the_encoder(scorer: Scorer):
    verdicts = scorer.score(_attacks("random_characters"))
    assert sum(v.stage == 1 and v.flops == 0 for v in verdicts) >= 0.8 * len(verdicts)
    full = Scorer.load(device="cpu", cascade=False).score(HONEST[:8])
    assert all(v.stage == 2 and v.flops > 0 for v in full)


def test_score__language_nobody_calibrated__at_the_floor_and_not_called_bad(scorer: Scorer):
    burmese = {"role": "user", "content": "မြန်မာနိုင်ငံသည် အရှေ့တောင်အာရှတွင် တည်ရှိသည်"}
    answer = {"role": "assistant", "content": "ဟုတ်ကဲ့ မြန်မာနိုင်ငံ၏ မြို့တော်မှာ နေပြည်တော် ဖြစ်သည်"}
    verdict = scorer.score([{"kind": "conversation", "messages": [burmese, answer]}])[0]
    assert (verdict.score, verdict.reasons) == (FLOOR, ("language_not_calibrated",))


@pytest.mark.parametrize(("asked", "said"), [("hi", "hello"), ("你好", "你好"), ("嗯", "嗯嗯")])
def test_score__next_to_nothing_in_any_script__too_short(scorer: Scorer, asked: str, said: str):
    turns = [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]
    verdict = scorer.score([{"kind": "conversation", "messages": turns}])[0]
    assert verdict.reasons == ("too_short",)
    assert verdict.score <= FLOOR


@given(st.sampled_from(KINDS), st.integers(-30_000, 30_000), st.integers(0, 5_000))
def test_byte__higher_logit__never_a_lower_byte(heads: Heads, kind: str, logit: int, more: int):
    assert 2 <= heads.byte(kind, logit) <= heads.byte(kind, logit + more) <= 255


@pytest.mark.parametrize("kind", KINDS)
def test_byte__at_the_marks__the_levels_and_below_the_first_no_pay(heads: Heads, kind: str):
    marks = heads.calibration[kind].marks
    assert [heads.byte(kind, mark) for mark in marks] == list(LEVELS)
    assert heads.byte(kind, marks[0] - 1) <= FLOOR


def test_climb__any_scorer__never_ends_lower_than_it_began():
    def score(contents: list[dict]) -> list[int]:
        return [min(255, len(c["messages"][-1]["content"]) % 256) for c in contents]

    start = next(c for c in HONEST if c["kind"] == "conversation" and c["messages"][-1]["role"] == "assistant")
    ends = [score([climb(random.Random(3), start, Pool(HONEST), score, n)])[0] for n in (10, 100)]
    assert ends[0] <= ends[1]


def _talk(*texts: str) -> dict:
    turns = [{"role": role, "content": text} for role, text in zip(("user", "assistant") * 9, texts, strict=False)]
    return {"kind": "conversation", "messages": turns}


def test_score__a_long_talk_that_ends_with_thanks__not_too_short(scorer: Scorer):
    asked, answer = "你好，请帮忙找一个评分4分以上，能玩1小时的景点。", "天安门城楼推荐给您，它的评分是4.7分。"
    verdicts = scorer.score([_talk(asked, answer, "谢谢。", "客气"), _talk("谢谢。", "客气")])
    assert [v.reasons == ("too_short",) for v in verdicts] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "集安－双辽高速公路，简称集双高速，中国国家高速公路网编号为G11Xqzw，是G11Xqzw国道的联络线之一。",
        "ウミヘビ科は17種が水深50m未満の暖かい海水の領域に住み、北部よりも南部でよく見られる。",
    ],
)
def test_score__a_language_that_was_calibrated_with_a_few_foreign_letters__known(scorer: Scorer, text: str):
    verdict = scorer.score([_talk(text, text[:30])])[0]
    assert verdict.reasons != ("language_not_calibrated",)
