"""Names the form of an item and reads it. Each form is a file of formats/ with `matches` and `drafts`."""

from collections.abc import Iterator
from typing import Any

from kula.node.contributor.exports.drafts import Context, Draft, as_list
from kula.node.contributor.exports.formats import (
    arena,
    chatgpt,
    claude,
    deepseek,
    gemini,
    librechat,
    oasst,
    openwebui,
    own,
    pairs,
    talks,
    ultrafeedback,
)
from kula.node.contributor.exports.left_out import LeftOut, Refused

_FORMS = {
    "kula": own,
    "deepseek": deepseek,
    "chatgpt": chatgpt,
    "claude": claude,
    "gemini": gemini,
    "openwebui": openwebui,
    "librechat": librechat,
    "oasst": oasst,
    "arena": arena,
    "ultrafeedback": ultrafeedback,
    "pairs": pairs,
    "talks": talks,
}
"""The forms, the special ones first: the first one that matches reads an item."""
_WRAPPERS = ("conversations", "chats", "data", "items", "records", "rows", "history", "feedbacks")
"""The fields of an object that can hold the items of a whole export."""


def form_of(item: Any) -> str:
    """Returns the name of an item's form, or an empty text if none matches."""
    if not isinstance(item, dict):
        return ""
    return next((name for name, form in _FORMS.items() if form.matches(item)), "")


def drafts_of(item: Any, context: Context, left_out: LeftOut) -> Iterator[Draft]:
    """Yields what an item gives. Raises Refused for an item of no known form, or for one that breaks its form."""
    name = form_of(item)
    if not name:
        raise Refused("unknown-form", "is of no form that the importer knows")
    yield from _FORMS[name].drafts(item, context, left_out)


def inner_items(item: Any) -> list[Any]:
    """Returns the items inside an object that wraps a whole export, or the item itself."""
    if isinstance(item, dict) and not form_of(item):
        for field in _WRAPPERS:
            values = as_list(item.get(field))
            if any(form_of(value) for value in values):
                return values
    return [item]
