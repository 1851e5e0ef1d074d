"""Checks that are made from templates: a seed fills their gaps, so that nobody can learn the questions by heart.

A family has one wording with gaps, and a rule that fills the gaps and knows the answer. The families ask what a small model
can do: read a sentence, copy words, begin with given words, add. Together they have more than 10^9 questions.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kula.scoring.features.text import fold
from kula.scoring.models.answers import Check
from kula.scoring.models.drawing import Choices

_LISTS: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("template_words.json").read_text())
NAMES, COLOURS, THINGS, WORDS = (_LISTS[name] for name in ("names", "colours", "things", "words"))
CITIES, JOBS, ANIMALS = (_LISTS[name] for name in ("cities", "jobs", "animals"))
_GAP = re.compile(r"\{\w+\}")
_MARK = "\ue000"
Gaps = Mapping[str, object]
Filled = tuple[Gaps, str, str]
"""What fills the gaps, the accepted answer, and the wrong answer that the question names (empty: none)."""


@dataclass(frozen=True, slots=True)
class Family:
    """One wording with gaps, and the rule that fills them."""

    text: str
    fill: Callable[[Choices], Filled]

    def check(self, choices: Choices) -> Check:
        """Returns the family's next question."""
        gaps, accepted, other = self.fill(choices)
        return Check(self.text.format(**gaps), (accepted,), (other,) if other else ())

    def recogniser(self) -> str:
        """Returns a regular expression that finds this family's questions in folded text."""
        first, *parts = fold(_GAP.sub(_MARK, self.text)).split(_MARK)
        # What begins with a gap is sought from the beginnings of words only, so that no word is read again and again.
        begins = re.escape(first) if first else r"(?<![^\W_])"
        return begins + "".join(rf"[^\W_]++{re.escape(part)}" for part in parts)


def _owners(choices: Choices, wanted: str, other: str, things: Sequence[str]) -> Filled:
    """Two people with one thing of one colour each. The question is about the first."""
    (a, b), (c, d), (t, u) = choices.some(NAMES, 2), choices.some(COLOURS, 2), choices.some(things, 2)
    gaps = {"name": a, "colour": c, "thing": t, "name2": b, "colour2": d, "thing2": u}
    return gaps, gaps[wanted], gaps[other]


def _colour(choices: Choices) -> Filled:
    return _owners(choices, "colour", "colour2", THINGS)


def _owner(choices: Choices) -> Filled:
    return _owners(choices, "name2", "name", ANIMALS)


def _city(choices: Choices) -> Filled:
    (a, b), (c, d) = choices.some(NAMES, 2), choices.some(CITIES, 2)
    return {"name": a, "city": c, "name2": b, "city2": d}, d, c


def _code(choices: Choices) -> Filled:
    (a, b), code, code2 = choices.some(CITIES, 2), 100 + choices.below(450), 550 + choices.below(450)
    return {"city": a, "code": code, "city2": b, "code2": code2}, str(code2), str(code)


def _job(choices: Choices) -> Filled:
    job = choices.one(JOBS)
    return {"name": choices.one(NAMES), "job": job, "city": choices.one(CITIES)}, job, ""


def _name(choices: Choices) -> Filled:
    name = choices.one(NAMES)
    return {"name": name, "city": choices.one(CITIES)}, name, ""


def _listed(wanted: int) -> Callable[[Choices], Filled]:
    def fill(choices: Choices) -> Filled:
        words = choices.some(WORDS, 5)
        other = words[-1] if wanted == 0 else words[0]
        return {f"word{i}": word for i, word in enumerate(words)}, words[wanted], other

    return fill


def _three(choices: Choices) -> Filled:
    a, b, c = choices.some(WORDS, 3)
    return {"word": a, "word2": b, "word3": c}, f"{a} {b} {c}", ""


def _liked(choices: Choices) -> Filled:
    animal, colour, item = choices.one(ANIMALS), choices.one(COLOURS), choices.one(THINGS)
    gaps = {"animal": animal, "colour": colour, "thing": item}
    return gaps, f"the {animal} likes the {colour} {item}", ""


def _described(before: str) -> Callable[[Choices], Filled]:
    def fill(choices: Choices) -> Filled:
        colour, item = choices.one(COLOURS), choices.one(THINGS)
        return {"colour": colour, "thing": item}, f"{before}{colour} {item}", ""

    return fill


def _addressed(before: str) -> Callable[[Choices], Filled]:
    def fill(choices: Choices) -> Filled:
        lists = {"name": NAMES, "colour": COLOURS, "thing": THINGS, "job": JOBS, "city": CITIES}
        gaps = {gap: choices.one(words) for gap, words in lists.items()}
        return gaps, f"{before}{gaps['name']}", ""

    return fill


def _sum(choices: Choices) -> Filled:
    a, b = 2 + choices.below(11), 2 + choices.below(9)
    return {"a": a, "b": b}, str(a + b), ""


def _plural(choices: Choices) -> Filled:
    word = choices.one([w for w in WORDS if w[-1] not in "shxyzo" and w != "music"])
    return {"word": word}, f"{word}s", ""


FAMILIES = (
    Family("{name} has a {colour} {thing}. {name2} has a {colour2} {thing2}. What colour is the {thing}?", _colour),
    Family("{name} has a {thing}. {name2} has a {thing2}. Who has the {thing2}?", _owner),
    Family("{name} lives in {city} and {name2} lives in {city2}. In which city does {name2} live?", _city),
    Family("The code for {city} is {code}. The code for {city2} is {code2}. What is the code for {city2}?", _code),
    Family("{name} works as a {job} in {city}. What is the job of {name}?", _job),
    Family("My name is {name} and I come from {city}. What is my name?", _name),
    Family("What is the first word in this list: {word0}, {word1}, {word2}, {word3}, {word4}?", _listed(0)),
    Family("What is the last word in this list: {word0}, {word1}, {word2}, {word3}, {word4}?", _listed(-1)),
    Family("Write a list with these three items: {word}, {word2}, {word3}.", _three),
    Family("Write only this: {word} {word2} {word3}", _three),
    Family("Repeat this sentence: The {animal} likes the {colour} {thing}.", _liked),
    Family('Write a sentence that begins with "The {colour} {thing}".', _described("the ")),
    Family("Write a short sentence about a {colour} {thing}.", _described("")),
    Family("Begin a letter to {name} about a {colour} {thing}.", _addressed("dear ")),
    Family("Say hello to {name}, who is a {job} from {city}.", _addressed("")),
    Family("What is {a} plus {b}? Answer with a number.", _sum),
    Family("What is the plural of {word}?", _plural),
)
