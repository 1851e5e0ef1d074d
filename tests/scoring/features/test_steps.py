"""The budget of steps: what stands for far more than it says is refused at once, and no honest record comes near it."""

import tracemalloc
from itertools import cycle
from random import Random

import pytest

from kula.bench.adversarial.families import FAMILIES, filled
from kula.bench.adversarial.records import SHAPES, record
from kula.bench.figures import data_folder
from kula.bench.records import contents
from kula.node.demo.stream import read_stream
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.features.encoder import WINDOW_TOKENS, Encoder
from kula.scoring.features.segments import PIECES, segments
from kula.scoring.features.steps import MOST_STEPS, steps_of
from kula.scoring.features.text import Content, assertions, sentences, texts_of, whole_text
from kula.scoring.scorer import FLOOR, Scorer

DEMO = [arrival.content for arrival in read_stream(None).arrivals]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


def _steps(content: Content) -> int:
    return max(steps_of(texts_of(one)) for one in assertions(content))


def _attack(family: str, shape: str) -> Content:
    return record(shape, FAMILIES[family](Random(1)))


def test_steps__of_a_short_talk__characters_folded_ones_and_words():
    messages = [{"role": "user", "content": "Ⅷ?"}, {"role": "assistant", "content": "It is 8."}]
    characters, folded, words = 2 + 8, 5 + 8, 1 + 3
    assert _steps({"kind": "conversation", "messages": messages}) == characters + folded + 4 * words


@pytest.mark.parametrize("shape", SHAPES)
def test_score__characters_that_stand_for_eighteen__too_costly(scorer: Scorer, shape: str):
    content = record(shape, lambda: "\ufdfa")
    verdict = scorer.score([content])[0]
    assert (verdict.reasons, verdict.stage) == (("too_costly",), 1)
    assert verdict.score < FLOOR
    assert scorer.score([DEMO[0], content, DEMO[1]])[1] == verdict


def test_steps__demo_records_and_all_of_them_joined__within_the_budget():
    assert max(map(_steps, DEMO)) < MOST_STEPS // 4
    pieces = (sentence for content in cycle(DEMO) for sentence in sentences(whole_text(content)))
    assert MOST_STEPS // 4 < _steps(record("answer", lambda: next(pieces))) < MOST_STEPS * 3 // 4


@pytest.mark.slow
@pytest.mark.skipif(not data_folder().exists(), reason="the shared records are not on this machine")
def test_steps__every_shared_honest_record__within_the_budget():
    honest = contents(1, 10**6)
    assert len(honest) > 1_000
    assert max(map(_steps, honest)) < MOST_STEPS


@pytest.mark.parametrize("family", ["words", "one_sign", "sentences", "ideographs", "two_marks", "vowelless"])
def test_segments__the_longest_records__at_most_nine_windows_of_tokens(family: str):
    encoder = Encoder("cpu")
    for shape in ("answer", "preference", "some_turns"):
        cut = segments(texts_of(_attack(family, shape)), encoder)
        assert len(cut.question) + len(cut.main) + len(cut.other) <= 2 + PIECES + 2
        assert all(len(window) <= WINDOW_TOKENS for window in cut.all())
        assert sum(map(len, cut.all())) <= (2 + PIECES + 2) * WINDOW_TOKENS


def test_windows__a_text_beyond_what_is_cut_into_tokens__its_first_and_last_words():
    encoder = Encoder("cpu")
    text = "Lower the egg into boiling water. " * 2_000 + "Cool it under the tap."
    first, last = encoder.windows(text, 2)
    assert first == encoder.windows(text[:2_000], 1)[0]
    assert last == encoder.windows(text[-2_000:], 2)[1]


def test_score_epoch__a_record_that_is_too_costly__its_reason_and_no_search_for_copies(scorer: Scorer):
    costly = record("answer", lambda: "\ufdfa")
    entries = [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=content, imported=bool(i))
        for i, content in enumerate((costly, DEMO[0], costly))
    ]
    scores = score_epoch(scorer, DuplicateIndex(), entries, Parameters())
    assert scores.reasons[0] == scores.reasons[2] == ["too_costly"]


def test_first_stage__many_long_records__no_more_memory_than_for_one(scorer: Scorer):
    answers = [filled(FAMILIES["short_words"](Random(seed)), 12_000) for seed in range(4)]
    long = [{"kind": "conversation", "messages": [{"role": "assistant", "content": answer}]} for answer in answers]
    scorer.first_stage(long[:1])
    peaks = []
    for part in (long[:1], long):
        tracemalloc.start()
        scorer.first_stage(part)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
