"""Attacks that mix records or stretch one. Sentences and turns stay as people wrote them, but do not belong together."""

from kula.scoring.attacks.places import (
    Content,
    DoesNotApply,
    Pool,
    Random,
    answer_of,
    is_wide,
    messages_key,
    sentences_of,
    units_of,
    with_answer,
    with_messages,
)

_SHORT = 60


def two_talks(rng: Random, content: Content, pool: Pool) -> Content:
    """The beginning of one conversation and the end of another."""
    messages = content[messages_key(content)]
    others = [
        c for c in (rng.choice(pool.contents) for _ in range(12)) if _alike(c, content) and len(c["messages"]) > 2
    ]
    if content["kind"] != "conversation" or len(messages) < 2 or not others:
        raise DoesNotApply
    mine, theirs = messages[: 2 * rng.randint(1, max(1, len(messages) // 2 - 1))], others[0]["messages"]
    return {**content, "messages": [*mine, *theirs[-2 * rng.randint(1, len(theirs) // 2) :]]}


def alternating(rng: Random, content: Content, pool: Pool) -> Content:
    """Sentences of two answers, alternating."""
    mine, theirs = sentences_of(answer_of(content)), sentences_of(pool.answer(rng, content))
    if len(mine) < 2 or len(theirs) < 2:
        raise DoesNotApply
    joined = [s for both in zip(mine, theirs, strict=False) for s in both]
    return with_answer(content, _space(content).join(joined))


def said_twice(rng: Random, content: Content, pool: Pool) -> Content:
    """Some sentences repeated, at the end or in their place."""
    parts = sentences_of(answer_of(content))
    if len(parts) < 2 and len(parts[0]) < _SHORT:
        raise DoesNotApply
    picked = rng.sample(parts, max(1, len(parts) // 2))
    again = [*parts, *picked] if rng.random() < 0.5 else [s for p in parts for s in ([p, p] if p in picked else [p])]
    return with_answer(content, _space(content).join(again))


def question_first(rng: Random, content: Content, pool: Pool) -> Content:
    """The question repeated before or after another record's answer, so that the answer seems to fit."""
    asked = [m["content"] for m in content[messages_key(content)] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    other = pool.answer(rng, content)
    return with_answer(content, rng.choice([f"{asked[-1]}\n{other}", f"{other}\n{asked[-1]}"]))


def question_words_mixed_in(rng: Random, content: Content, pool: Pool) -> Content:
    """Another record's answer with words of the question mixed in."""
    asked = [m["content"] for m in content[messages_key(content)] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    units, joint = units_of(pool.answer(rng, content))
    words, _ = units_of(asked[-1])
    for _ in range(max(2, len(units) // 8)):
        units.insert(rng.randint(0, len(units)), rng.choice(words or ["?"]))
    return with_answer(content, joint.join(units))


def dropped_sentences(rng: Random, content: Content, pool: Pool) -> Content:
    """The answer without its beginning or its middle."""
    parts = sentences_of(answer_of(content))
    if len(parts) < 4:
        raise DoesNotApply
    cut = rng.randint(1, len(parts) // 2)
    start = rng.choice([0, rng.randint(1, len(parts) - cut)])
    return with_answer(content, _space(content).join(parts[:start] + parts[start + cut :]))


def small_reply(rng: Random, content: Content, pool: Pool) -> Content:
    """A short answer of another record, which seldom fits."""
    for _ in range(40):
        other = pool.answer(rng, content)
        if len(other) < _SHORT and other != answer_of(content):
            return with_answer(content, other)
    raise DoesNotApply


def filled_frame(rng: Random, content: Content, pool: Pool) -> Content:
    """A real question and answer in which the same long words are replaced, as in a template with slots."""
    if content["kind"] != "conversation":
        raise DoesNotApply
    last = [m["content"] for m in content["messages"]][-2:]
    units, joint = units_of(last[-1])
    words = dict.fromkeys(u.strip(".,!?") for u in units if len(u) > 5 or not joint)
    long = sorted(words, key=len)[-rng.randint(1, 3) :]
    if len(last) < 2 or not long:
        raise DoesNotApply
    for word in long:
        other = max(rng.choice(pool.sentences).split(), key=len)[:12]
        last = [text.replace(word, other if joint else other[:2]) for text in last]
    turns = [{"role": r, "content": t} for r, t in zip(("user", "assistant"), last, strict=True)]
    return {**content, "messages": turns * rng.choice([1, 1, 2])}


def strange_user(rng: Random, content: Content, pool: Pool) -> Content:
    """All turns of the user taken from other records; the assistant's turns stay."""
    places = [i for i, m in enumerate(content[messages_key(content)]) if m["role"] == "user"]
    if content["kind"] != "conversation" or not places:
        raise DoesNotApply
    asked = [
        m["content"] for _ in range(20) for m in rng.choice(pool.contents).get("messages", []) if m["role"] == "user"
    ]
    alike = [a for a in asked if is_wide(a) == is_wide(answer_of(content))]
    if not alike:
        raise DoesNotApply
    return with_messages(content, {i: rng.choice(alike) for i in places})


def _alike(one: Content, two: Content) -> bool:
    return one["kind"] == two["kind"] == "conversation" and is_wide(answer_of(one)) == is_wide(answer_of(two))


def _space(content: Content) -> str:
    return "" if is_wide(answer_of(content)) else " "


FAMILIES = {
    "two_talks": two_talks,
    "alternating": alternating,
    "said_twice": said_twice,
    "question_first": question_first,
    "question_words_mixed_in": question_words_mixed_in,
    "dropped_sentences": dropped_sentences,
    "small_reply": small_reply,
    "filled_frame": filled_frame,
    "strange_user": strange_user,
}
