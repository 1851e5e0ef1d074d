"""Google's list of activities with Gemini, from Takeout: one question with one answer per item, the answer as HTML."""

import re
from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Context, Draft, Step, Talk, Turn, as_dict, as_list, as_text, clean
from kula.node.contributor.exports.html import plain_of
from kula.node.contributor.exports.left_out import LeftOut, Refused
from kula.node.contributor.exports.vocabulary import GEMINI_TITLES

_ATTACHED = re.compile(r" ?Attached [0-9]{1,3} files?\.[^\n]{0,20}\Z")


def matches(item: dict[str, Any]) -> bool:
    """Whether an item is an activity with Gemini, or with Bard, which it was before."""
    return "title" in item and ("Gemini" in _products(item) or "Bard" in _products(item))


def drafts(item: dict[str, Any], context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields the question with its answer. Raises Refused for an activity that is none, or in another language."""
    answers = item.get("safeHtmlItem")
    parts = [as_dict(part) for part in (answers if isinstance(answers, list) else [answers])]
    answer = "\n\n".join(plain_of(as_text(part.get("html")) or as_text(part.get("htmlValue"))) for part in parts)
    title = as_text(item.get("title"))
    verb = next((verb for verb in GEMINI_TITLES if title.startswith(verb)), "")
    if not clean(answer):
        raise Refused("no-answer", "holds no answer")
    if not verb:
        raise Refused("unknown-form", "has a title in a language that the importer does not know")
    question = title[len(verb) :]
    words = _ATTACHED.sub("", question)
    files = len(as_list(item.get("attachedFiles"))) or int(words != question)
    files += len(as_list(item.get("imageFile"))) or int(bool(as_text(item.get("imageFile"))))
    model = "Gemini" if "Gemini" in _products(item) else "Bard"
    yield Talk([Step(Turn("user", words), ("media",) * files), Step(Turn("assistant", answer, model))])


def _products(item: dict[str, Any]) -> str:
    return " ".join(as_text(name) for name in [item.get("header"), *as_list(item.get("products"))])
