"""Words that garbage likes: advertising, praise of oneself, orders to a judge, stock phrases. English and Chinese.

They only count: no word condemns a text.
"""

import re

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


def _pattern(words: str) -> re.Pattern[str]:
    plain = "|".join(w for w in words.split("|") if w.isascii())
    wide = "|".join(w for w in words.split("|") if not w.isascii())
    return re.compile(rf"\b(?:{plain})\b" + (f"|{wide}" if wide else ""))


PATTERNS = {
    "advert": _pattern(_ADVERT),
    "praise": _pattern(_PRAISE),
    "orders": _pattern(_ORDERS),
    "stock": _pattern(_STOCK),
    "filler": _pattern(_LATIN_FILLER),
    "links": re.compile(_LINKS),
}


def hits(folded: str) -> dict[str, int]:
    """How often each list's words stand in folded text."""
    return {name: len(pattern.findall(folded)) for name, pattern in PATTERNS.items()}
