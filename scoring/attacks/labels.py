"""Attacks on labels: false ratings, preferences and corrections."""

from kula.protocol.records.content import RATINGS
from kula.scoring.attacks.edits import dropped_words, typing_errors
from kula.scoring.attacks.noise import word_salad
from kula.scoring.attacks.places import Content, DoesNotApply, Pool, Random, better_side, sentences_of
from kula.scoring.features.text import ranked


def swapped_preference(rng: Random, content: Content, pool: Pool) -> Content:
    """The worse answer preferred."""
    _only("preference", content)
    return {**content, "outcome": _worse_side(content)}


def false_rating(rng: Random, content: Content, pool: Pool) -> Content:
    """A rating at least two steps from the honest one."""
    _only("rating", content)
    others = [r for r in RATINGS[content["range"]] if abs(r - content["rating"]) > 1]
    return {**content, "rating": rng.choice(others)}


def self_preference(rng: Random, content: Content, pool: Pool) -> Content:
    """Two answers that are the same but for a detail."""
    _only("preference", content)
    text, worse = ranked(content)[0], _worse_side(content)
    return {**content, worse: rng.choice([text, text.rstrip(".。") + " ", text.replace(",", "")])}


def spoilt_rejection(rng: Random, content: Content, pool: Pool) -> Content:
    """A preference against garbage that the contributor made up."""
    _only("preference", content)
    worse = _worse_side(content)
    return {**content, worse: rng.choice([word_salad(rng, content[worse]), "asdf", "..."])}


def reversed_correction(rng: Random, content: Content, pool: Pool) -> Content:
    """The good text given as the original, the worse one as its correction."""
    _only("correction", content)
    messages = [*content["messages"][:-1], {"role": "assistant", "content": content["corrected"]}]
    return {**content, "messages": messages, "corrected": content["messages"][-1]["content"]}


def idle_correction(rng: Random, content: Content, pool: Pool) -> Content:
    """The original given back, whole or with one mark changed."""
    _only("correction", content)
    text = content["messages"][-1]["content"]
    return {**content, "corrected": rng.choice([text, text + ".", text.rstrip(".。"), " ".join(text.split())])}


def degraded_correction(rng: Random, content: Content, pool: Pool) -> Content:
    """The original made worse."""
    _only("correction", content)
    text = content["messages"][-1]["content"]
    return {**content, "corrected": rng.choice([typing_errors, dropped_words, word_salad])(rng, text)}


def copied_question_correction(rng: Random, content: Content, pool: Pool) -> Content:
    """The question given as the correction."""
    _only("correction", content)
    asked = [m["content"] for m in content["messages"] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    return {**content, "corrected": rng.choice([asked[-1], sentences_of(asked[-1])[-1]])}


def _worse_side(content: Content) -> str:
    return "a" if better_side(content) == "b" else "b"


def _only(kind: str, content: Content) -> None:
    if content["kind"] != kind:
        raise DoesNotApply


FLIPS = {"swapped_preference": swapped_preference, "false_rating": false_rating}
"""Families that change nothing but the label of an honest record. They are measured apart."""

FAMILIES = {
    "self_preference": self_preference,
    "spoilt_rejection": spoilt_rejection,
    "reversed_correction": reversed_correction,
    "idle_correction": idle_correction,
    "degraded_correction": degraded_correction,
    "copied_question_correction": copied_question_correction,
}
