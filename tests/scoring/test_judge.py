"""The judge as it ships: garbage ends early and earns nothing, honest records are paid, and every verdict says why."""

import gzip
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.protocol.types import KINDS
from kula.scoring.attacks import FAMILIES, Pool
from kula.scoring.attacks.climbing import climb
from kula.scoring.corpus.adversarial import attacked
from kula.scoring.corpus.samples import SPLITS, splits_of
from kula.scoring.fit.fit import marked
from kula.scoring.gates.heads import LEVELS, Calibration, Heads, load_heads
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


@pytest.mark.parametrize("family", BLUNT)
def test_score__blunt_attacks__unpaid_with_a_reason(scorer: Scorer, family: str):
    verdicts = scorer.score(_attacks(family))
    unpaid = [v for v in verdicts if v.score <= FLOOR]
    assert len(unpaid) >= 0.75 * len(verdicts), family
    assert all(set(v.reasons) <= set(REASONS) and v.reasons != ("good",) for v in unpaid)


def test_score__honest_records_in_a_style_nobody_taught__seven_in_eight_paid(scorer: Scorer):
    # Written for the demo, in more careful prose than the records that the judge learnt from: it pays more of those.
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


def test_marked__records_that_fell_to_a_rule__leave_less_for_the_gate_to_reject():
    exits = {kind: Calibration((0,) * len(LEVELS), 0, 0) for kind in KINDS}
    kinds, final = np.repeat(KINDS, 1000), np.tile(np.arange(1000), len(KINDS))
    none, ten = np.zeros(len(final), dtype=bool), final >= 990
    without, with_ten = (marked(exits, kinds, final, ruled)["rating"].marks for ruled in (none, ten))
    assert without[0] == 20
    assert with_ten[0] == 10


def test_splits__what_shares_a_conversation__is_in_one_split():
    def talk(*texts: str) -> dict[str, object]:
        roles = ("user", "assistant") * len(texts)
        messages = [{"role": r, "content": t} for r, t in zip(roles, texts, strict=False)]
        return {"kind": "conversation", "messages": messages}

    long = "An egg of middling size wants six minutes in water that boils, and one more if it comes from the cold."
    alike = [talk("How do I boil an egg?", "Six minutes."), talk("How do I boil an egg?", long)]
    later = talk("And from the fridge?", long, "Thanks!", "You are welcome.")
    pair = {"kind": "preference", "prompt": [{"role": "user", "content": "And from the fridge?"}]}
    others = [talk(f"What is {i} and {i}?", "Thanks!") for i in range(60)]
    found = splits_of([*others, *alike, later, {**pair, "chosen": "Seven.", "rejected": "No."}])
    assert len(set(found[60:])) == 1
    assert set(found[:60]) == set(SPLITS)
    assert splits_of([later, *alike])[0] == found[60]
    assert sorted(place for places in SPLITS.values() for place in places) == list(range(100))


def test_climb__any_scorer__never_ends_lower_than_it_began():
    def score(contents: list[dict]) -> list[int]:
        return [min(255, len(c["messages"][-1]["content"]) % 256) for c in contents]

    start = next(c for c in HONEST if c["kind"] == "conversation" and c["messages"][-1]["role"] == "assistant")
    found = [score([climb(random.Random(3), start, Pool(HONEST), score, n)])[0] for n in (10, 100)]
    assert found[0] <= found[1]


def _talk(*texts: str) -> dict:
    turns = [{"role": role, "content": text} for role, text in zip(("user", "assistant") * 9, texts, strict=False)]
    return {"kind": "conversation", "messages": turns}


def test_score__a_long_talk_that_ends_with_thanks__not_too_short(scorer: Scorer):
    asked, told = "你好，请帮忙找一个评分4分以上，能玩1小时的景点。", "天安门城楼推荐给您，它的评分是4.7分。"
    verdicts = scorer.score([_talk(asked, told, "谢谢。", "客气"), _talk("谢谢。", "客气")])
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


@pytest.mark.slow
def test_fit__a_small_folder_in_two_processes__the_same_bytes_that_load_and_a_card(tmp_path: Path):
    for kind in KINDS:
        rows = [
            {**c, "id": f"{kind}-{i}", "lang": "en", "source": "a:b", "licence": "CC0-1.0"}
            for i, c in enumerate(HONEST)
            if c["kind"] == kind
        ]
        lines = [json.dumps(_renamed(row, n)) for n in range(30) for row in rows]
        (tmp_path / f"{kind}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    prose = {"text": "A lantern lights the harbour.", "source": "c:d", "licence": "CC-BY-4.0"}
    (tmp_path / "lm.jsonl.gz").write_bytes(gzip.compress(json.dumps(prose).encode()))
    one, two = (_fitting(tmp_path, tmp_path / seed, seed) for seed in "12")
    assert 0.5 < json.loads(one.communicate()[0])["pooled"] <= 1
    assert json.loads(two.communicate()[0])["pooled"]
    assert (tmp_path / "1/heads.safetensors").read_bytes() == (tmp_path / "2/heads.safetensors").read_bytes()
    card = (tmp_path / "1/README.md").read_text()
    assert all(name in card for name in ("CC0-1.0", "CC-BY-4.0", "- a: ", "- c: 1"))
    assert Scorer.load(tmp_path / "1", "cpu").score(HONEST[:2])


def _fitting(data: Path, out: Path, hash_seed: str) -> subprocess.Popen[str]:
    command = [
        "-m",
        "kula.protocol.program.main",
        "scorer",
        "fit",
        "--data",
        str(data),
        "--out",
        str(out),
        "--records",
        "40",
    ]
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.PIPE, text=True)


def _renamed(row: dict, n: int) -> dict:
    """The same record in another conversation: its first message says another number."""
    key = "prompt" if row["kind"] == "preference" else "messages"
    first, *rest = row[key]
    return {**row, "id": f"{row['id']}-{n}", key: [{**first, "content": f"{first['content']} ({n})"}, *rest]}
