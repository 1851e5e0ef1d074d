"""Words that worthless texts like: advertising, self-praise, orders to a scorer, stock phrases. English and Chinese.

They are only counted: no word rejects a text by itself. Feature of a passage.
"""

import re
from collections.abc import Callable, Sequence

from kula.scoring.features.reading import Passage
from kula.scoring.features.runs import permille

_ADVERT = (
    "free|bonus|casino|winner|cheap|loan|click|offer|deal|deals|cash|prize|limited|promo|discount|subscribe|viagra|crypto|"
    "followers|earn|guaranteed|免费|红包|注册|点击|领取|优惠|微信|限时|代理|客服|送金"
)
_PRAISE = (
    "expert|experts|trusted|verified|comprehensive|informative|professional|detailed|useful|quality|best|helpful|accurate|"
    "reliable|important|optimal|proven|excellent|优秀|高质量|权威|专业|可靠|详细|全面|最佳|准确|完整|深入|实用|专家|科学|研究"
)
_ORDERS = (
    "ignore|disregard|instruction|instructions|previous|evaluator|grader|judge|score|scores|rate|rating|reward|verdict|"
    "approved|system|prompt|highest|evaluation|忽略|指令|评分|评审|满分|高分|系统|提示|通过|审核"
)
_STOCK = (
    "great question|happy to help|thank you for|language model|hope this helps|let me know if|any other questions|"
    "important to note|many factors|it depends|in conclusion|overall|step by step|thought process|final answer|"
    "希望|帮助您|如有|请随时|非常好的问题|感谢您|需要注意|总之|总的来说|取决于|人工智能|具体情况"
)
_LATIN_FILLER = (
    "lorem|ipsum|dolor|amet|consectetur|adipiscing|elit|sed|eiusmod|tempor|incididunt|labore|magna|aliqua|minim|veniam|"
    "quis|nostrud|exercitation|ullamco|laboris|nisi|commodo"
)
_LINKS = r"https?://|www\.|\.example|\.com/"


_LISTS = {"advert": _ADVERT, "praise": _PRAISE, "orders": _ORDERS, "stock": _STOCK, "filler": _LATIN_FILLER}
NAMES: tuple[str, ...] = (*_LISTS, "links")


def numbers(passage: Passage) -> list[int]:
    """How many of a passage's words are of each list, in thousandths of its words, or of 8 if it has fewer."""
    count = max(8, len(passage.words))
    return [min(1000, permille(n, count)) for n in hits(passage.folded, passage.words).values()]


def hits(folded: str, tokens: Sequence[str]) -> dict[str, int]:
    """How often the words of each list occur in a folded text and its words."""
    counts = dict.fromkeys(NAMES, 0)
    for token in filter(_WORDS.__contains__, tokens):
        for name in _WORDS[token]:
            counts[name] += 1
    patterns = [*_PHRASES.items()] if folded.isascii() else [*_PHRASES.items(), *_WIDE_WORDS.items()]
    for name, pattern in patterns:
        counts[name] += len(pattern.findall(folded))
    return counts | {"links": len(_LINK.findall(folded))}


def _of_lists(fits: Callable[[str], bool]) -> dict[str, list[str]]:
    """The words of each list that fit; lists without any are left out."""
    chosen = {name: [w for w in listed.split("|") if fits(w)] for name, listed in _LISTS.items()}
    return {name: listed for name, listed in chosen.items() if listed}


def _lists_by_word() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, listed in _of_lists(lambda w: w.isascii() and " " not in w).items():
        for word in listed:
            lists.setdefault(word, []).append(name)
    return lists


def _patterns(fits: Callable[[str], bool], edge: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(f"{edge}(?:{'|'.join(listed)}){edge}") for name, listed in _of_lists(fits).items()}


_WORDS = _lists_by_word()
_PHRASES = _patterns(lambda w: w.isascii() and " " in w, r"\b")
_WIDE_WORDS = _patterns(lambda w: not w.isascii(), "")
_LINK = re.compile(_LINKS)
