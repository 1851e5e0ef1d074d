"""Answers that a program exports as HTML: the text that their reader saw. Pure."""

import re

_CASE = re.IGNORECASE | re.ASCII
_BLOCK = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|table|pre|blockquote|hr)(?: [^<>]*)?/?>", _CASE)
_LINE = re.compile(r"<br ?/?>|</(?:li|tr)>", _CASE)
_ITEM = re.compile(r"<li(?: [^<>]*)?>[ \n]{0,200}(?:<p(?: [^<>]*)?>)?", _CASE)
_CELL = re.compile(r"</t[dh]>[ \n]{0,200}(?=<t[dh][ >])", _CASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_GAPS = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([a-z]{2,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "hellip": "…", "mdash": "—"}
_ENTITIES |= {"ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "rarr": "→", "larr": "←"}
_ENTITIES |= {"euro": "€", "copy": "©", "reg": "®", "deg": "°", "times": "×", "bull": "•", "middot": "·"}
_COPY = "Copy code</button>"
"""The words on a button over a block of code."""


def plain_of(markup: str) -> str:
    """Returns the text of an answer's HTML: blocks become paragraphs, items of lists get a hyphen, and bars divide cells."""
    text = markup.replace("\r", "").replace(_COPY, "</button>")
    for pattern, words in ((_ITEM, "\n- "), (_CELL, " | "), (_BLOCK, "\n\n"), (_LINE, "\n"), (_TAG, "")):
        text = pattern.sub(words, text)
    text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return _ENTITY.sub(_character, _GAPS.sub("\n\n", text)).strip(" \n")


def _character(entity: re.Match[str]) -> str:
    """The character of an entity of HTML; the entity itself if it is none of the known ones."""
    decimal, hexadecimal, name = entity.groups()
    if name:
        return _ENTITIES.get(name, entity.group())
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number < 0x110000 else entity.group()
