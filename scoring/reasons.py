"""Why a record got its score, as stable codes with words for people. No score depends on it."""

from collections.abc import Callable, Mapping

REASONS: dict[str, tuple[str, str]] = {
    "malformed": ("The record is not well formed.", "记录格式不正确。"),
    "unsigned": ("A signature is missing or wrong.", "签名缺失或不正确。"),
    "over_quota": (
        "The grant's number of records for this epoch is used up.",
        "本轮授权的记录数量已用完。",
    ),
    "revoked": (
        "The session key was revoked or its grant has expired.",
        "会话密钥已撤销或授权已过期。",
    ),
    "unavailable": (
        "The record could not be fetched or opened. It will be sent again.",
        "无法获取或打开该记录，将会重新发送。",
    ),
    "withheld": (
        "It was taken back, or the gateway withholds it.",
        "该记录已被撤回，或被网关扣留。",
    ),
    "duplicate": ("Most of it stands in an earlier record.", "大部分内容已出现在更早的记录中。"),
    "known": ("Most of it stands in a public set of records.", "大部分内容已出现在公开数据集中。"),
    "too_costly": ("It takes more steps to read than one record may cost.", "读取该记录所需的步骤超过单条记录的上限。"),
    "disguised": ("It hides characters or uses look-alike letters.", "含有隐藏字符或形近字母。"),
    "language_not_calibrated": (
        "The scorer does not know this language yet. It is not called bad; send it again later.",
        "评分模型尚未支持该语言。这不代表内容不好，请以后再提交。",
    ),
    "too_short": ("Too short to learn from.", "内容太短，难以用于学习。"),
    "repetitive": ("It repeats itself.", "内容重复。"),
    "garbled": ("It does not read like language.", "内容不像正常的语言。"),
    "spam": (
        "It reads like advertising, keywords or stock phrases.",
        "内容像广告、关键词堆砌或套话。",
    ),
    "mismatch": ("The answer does not seem to belong to the question.", "回答似乎与问题无关。"),
    "no_change": ("The two texts are the same.", "两段文字没有区别。"),
    "doubtful_rating": (
        "The rating does not fit what people say of such answers.",
        "该评分与人们对此类回答的评价不符。",
    ),
    "doubtful_preference": (
        "The other answer looks better than the one preferred.",
        "另一个回答看起来比所选的更好。",
    ),
    "doubtful_correction": (
        "The correction does not look better than the original.",
        "修改后的文字看起来并不比原文更好。",
    ),
    "low_quality": ("Too far from what good records look like.", "与优质记录差距较大。"),
    "tie": (
        "You called both answers equally good. That is a valid answer, and it is not paid.",
        "您认为两个回答一样好。这是有效的答复，但不计报酬。",
    ),
    "good": ("Accepted.", "已接受。"),
    "imported": (
        "It has no answer signed by the gateway, so it counts in part.",
        "没有网关签名的回答，因此只计部分分值。",
    ),
}


def words(code: str, language: str = "en") -> str:
    """A reason in words, English or Chinese (`zh`)."""
    english, chinese = REASONS.get(code, (code, code))
    return chinese if language == "zh" else english


Numbers = Mapping[str, int]
"""The numbers of stage 1 by column."""

_SIGNS: tuple[tuple[str, Callable[[Numbers], bool]], ...] = (
    ("spam", lambda n: max(n["main_orders"], n["main_filler"], n["asked_filler"]) > 200 or n["main_links"] > 60),
    ("spam", lambda n: max(n["main_advert"], n["main_praise"], n["asked_praise"], n["main_stock"]) > 170),
    ("repetitive", lambda n: min(n["main_squeezed"], n["asked_squeezed"] or 999) < 250 or n["turns_same"] > 300),
    ("repetitive", lambda n: n["main_pairs"] < 550 and n["main_words"] > 24),
    (
        "garbled",
        lambda n: n["main_run_new"] > 250 or max(n["user_run_new"], n["answered_run_new"]) > 400 or n["main_odd"] > 150,
    ),
    ("garbled", lambda n: n["main_unlinked"] > 12 and n["main_pair_new"] > 700),
    ("no_change", lambda n: bool(n["is_correction"] or n["is_preference"]) and bool(n["other_same"])),
    ("mismatch", lambda n: bool(n["asked_within"]) or n["asked_script"] > 600),
    ("too_short", lambda n: n["main_words"] <= 8),
    ("mismatch", lambda n: n["asked_content_of_main"] < 60 or n["relevance_asked_rank"] > 400),
)
_DOUBTFUL = {"rating": "doubtful_rating", "preference": "doubtful_preference", "correction": "doubtful_correction"}


def why(kind: str, numbers: Numbers, doubted: bool) -> str:
    """The most telling reason for an unpaid record; `doubted` says that its label, not its text, lowered the score."""
    if doubted:
        return _DOUBTFUL[kind]
    return next((code for code, holds in _SIGNS if holds(numbers)), "low_quality")
