"""Words that garbage likes: advertising, praise of oneself, orders to a judge, stock phrases. English and Chinese.

They only count: no word condemns a text.
"""

import re
from collections.abc import Callable, Sequence

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
NAMES = (*_LISTS, "links")


def _pattern(found: list[str], edge: str) -> re.Pattern[str]:
    return re.compile(f"{edge}(?:{'|'.join(found)}){edge}")


def _of_list(fits: Callable[[str], bool]) -> dict[str, list[str]]:
    chosen = {name: [w for w in listed.split("|") if fits(w)] for name, listed in _LISTS.items()}
    return {name: found for name, found in chosen.items() if found}


_WORDS: dict[str, list[str]] = {}
for _name, _found in _of_list(lambda w: w.isascii() and " " not in w).items():
    for _word in _found:
        _WORDS.setdefault(_word, []).append(_name)
_PHRASES = {name: _pattern(found, r"\b") for name, found in _of_list(lambda w: w.isascii() and " " in w).items()}
_WIDE_WORDS = {name: _pattern(found, "") for name, found in _of_list(lambda w: not w.isascii()).items()}
_LINK = re.compile(_LINKS)


def hits(folded: str, tokens: Sequence[str]) -> dict[str, int]:
    """How often each list's words stand in a folded text and its words."""
    found = dict.fromkeys(NAMES, 0)
    for token in filter(_WORDS.__contains__, tokens):
        for name in _WORDS[token]:
            found[name] += 1
    patterns = [*_PHRASES.items()] if folded.isascii() else [*_PHRASES.items(), *_WIDE_WORDS.items()]
    for name, pattern in patterns:
        found[name] += len(pattern.findall(folded))
    return found | {"links": len(_LINK.findall(folded))}
