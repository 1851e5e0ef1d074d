"""Cheap statistics of a text, as integers in thousandths: bit-exact on every machine (stage 1)."""

import zlib
from collections import Counter
from itertools import pairwise

from scoring.text import Parts, fold, invisible_count, mixed_words, words

_SPAM = frozenset(
    [
        "free",
        "bonus",
        "casino",
        "winner",
        "cheap",
        "loan",
        "click",
        "offer",
        "deal",
        "cash",
        "prize",
        "limited",
        "promo",
        "discount",
        "subscribe",
        "viagra",
        "crypto",
        "lorem",
        "ipsum",
        "dolor",
        "amet",
        "consectetur",
        "adipiscing",
        "elit",
        "sed",
        "eiusmod",
        "tempor",
        "incididunt",
        "labore",
        "magna",
        "aliqua",
        "minim",
        "veniam",
        "quis",
        "nostrud",
        "exercitation",
        "ullamco",
        "laboris",
        "nisi",
        "commodo",
        "duis",
        "aute",
        "irure",
        "reprehenderit",
        "voluptate",
        "velit",
        "esse",
        "cillum",
        "expert",
        "trusted",
        "verified",
        "comprehensive",
        "informative",
        "professional",
        "detailed",
        "useful",
        "quality",
        "best",
    ]
)
_SPAM_WIDE = (
    "免费",
    "红包",
    "注册送",
    "点击领取",
    "加微信",
    "限时",
    "高质量",
    "权威",
    "专业",
    "可靠",
    "详细",
    "全面",
)
_BOILER = (
    "great question",
    "thank you for asking",
    "as an ai language model",
    "i hope this helps",
    "let me know if you have any other questions",
    "it is important to note",
    "in conclusion, it depends",
    "many factors to consider",
    "希望这对您有所帮助",
    "如有其他问题请随时",
    "这是一个非常好的问题",
    "感谢您的提问",
    "需要注意的是",
    "总之，这取决于",
    "以下是一个全面而详细",
)
TEXT_NAMES = (
    "length",
    "unique",
    "repeat",
    "compress",
    "letters",
    "digits",
    "upper",
    "long_words",
    "spam",
    "boiler",
    "links",
    "odd",
    "bigrams",
    "sentence",
)
PAIR_NAMES = ("overlap_prompt", "overlap_other", "ratio_prompt", "ratio_other", "edit_length")
NAMES = (
    *(f"{part}_{name}" for part in ("prompt", "main", "other") for name in TEXT_NAMES),
    *PAIR_NAMES,
    "rating",
    "turns",
    "conversation",
    "is_rating",
    "correction",
    "preference",
)
_KINDS = ("conversation", "rating", "correction", "preference")


def statistics(parts: Parts) -> list[int]:
    """All statistics of a record, in the order of NAMES."""
    texts = [fold(parts.prompt), fold(parts.main), fold(parts.other)]
    raw = [parts.prompt, parts.main, parts.other]
    found: list[int] = []
    for text, original in zip(texts, raw, strict=True):
        found += _text_statistics(text, original)
    found += _pair_statistics(*texts)
    kinds = [1000 * (parts.kind == kind) for kind in _KINDS]
    return [*found, parts.rating * 500, 1000 * min(parts.turns, 20) // 20, *kinds]


def disguised(text: str) -> bool:
    """Whether a text hides what it is: invisible characters or look-alike letters in several places."""
    return invisible_count(text) >= 3 or mixed_words(text) >= 3


def _text_statistics(text: str, original: str) -> list[int]:
    if not text:
        return [0] * len(TEXT_NAMES)
    tokens = words(text)
    count = max(1, len(tokens))
    size = len(text)
    letters = sum(c.isalpha() for c in text)
    pairs = list(pairwise(tokens))
    top = Counter(tokens).most_common(1)[0][1] if tokens else 0
    spam = sum(t in _SPAM for t in tokens) + 3 * sum(text.count(s) for s in _SPAM_WIDE)
    return [
        min(1000, 100 * size.bit_length()),
        1000 * len(set(tokens)) // count,
        1000 * top // count,
        min(2000, 1000 * len(zlib.compress(text.encode(), 6)) // max(1, len(text.encode()))),
        1000 * letters // size,
        1000 * sum(c.isdigit() for c in text) // size,
        1000 * sum(c.isupper() for c in original) // max(1, len(original)),
        1000 * sum(len(t) > 14 for t in tokens) // count,
        min(1000, 1000 * spam // count),
        min(1000, 250 * sum(text.count(phrase) for phrase in _BOILER)),
        min(1000, 250 * (text.count("http") + text.count("www."))),
        1000 * sum(not (c.isalnum() or c.isspace() or c in ".,;:!?'\"()-，。！？、：；“”（）") for c in text) // size,
        1000 * len(set(pairs)) // max(1, len(pairs)),
        min(1000, 1000 * sum(text.count(c) for c in ".!?。！？") // count),
    ]


def _pair_statistics(prompt: str, main: str, other: str) -> list[int]:
    asked, said, compared = set(words(prompt)), set(words(main)), set(words(other))
    return [
        1000 * len(asked & said) // max(1, len(said)),
        1000 * len(compared & said) // max(1, len(said | compared)) if other else 0,
        min(1000, 100 * (len(main) + 1) // (len(prompt) + 1)),
        min(1000, 300 * (len(main) + 1) // (len(other) + 1)) if other else 0,
        min(1000, abs(len(main) - len(other))) if other else 0,
    ]
