"""Attacks that put good text in the wrong place: each part is fluent, but the parts do not belong together."""

from kula.scoring.attacks.places import (
    Content,
    DoesNotApply,
    Pool,
    Random,
    answer_of,
    is_wide,
    last_answer,
    messages_key,
    sentences_of,
    with_answer,
    with_messages,
)

_LOOKED_AT = 120
"""Records among which the nearest answer is sought."""


def mismatch(rng: Random, content: Content, pool: Pool) -> Content:
    """The answer of another record."""
    return with_answer(content, pool.answer(rng, content))


def near_mismatch(rng: Random, content: Content, pool: Pool) -> Content:
    """The answer of another record that shares most words with the right one, out of _LOOKED_AT records."""
    own = answer_of(content)
    mine = set(own.lower().split()) if not is_wide(own) else set(own)
    others = [c for c in rng.sample(pool.contents, min(_LOOKED_AT, len(pool.contents))) if c["kind"] == content["kind"]]
    texts = [text for c in others if (text := answer_of(c)) != own and is_wide(text) == is_wide(own)]
    if not texts:
        raise DoesNotApply
    return with_answer(content, max(texts, key=lambda text: _likeness(mine, text)))


def all_mismatched(rng: Random, content: Content, pool: Pool) -> Content:
    """A conversation in which every answer is from another record."""
    if content["kind"] != "conversation" or len(content["messages"]) < 4:
        raise DoesNotApply
    places = [i for i, m in enumerate(content["messages"]) if m["role"] == "assistant"]
    return with_messages(content, {i: pool.answer(rng, content) for i in places})


def swapped_question(rng: Random, content: Content, pool: Pool) -> Content:
    """Another record's question before a good answer."""
    places = [i for i, m in enumerate(content[messages_key(content)]) if m["role"] == "user"]
    if not places:
        raise DoesNotApply
    others = [c for c in (rng.choice(pool.contents) for _ in range(8)) if c["kind"] == content["kind"]]
    asked = [m["content"] for c in others for m in c[messages_key(c)] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    return with_messages(content, {places[-1]: rng.choice(asked)})


def splice(rng: Random, content: Content, pool: Pool) -> Content:
    """The first half of one answer and the second half of another."""
    text, other = answer_of(content), pool.answer(rng, content)
    return with_answer(content, f"{_half(text, 0)} {_half(other, 1)}")


def half_salad(rng: Random, content: Content, pool: Pool) -> Content:
    """A good first half, then words drawn from the pool."""
    text = answer_of(content)
    tail = pool.words(rng, max(6, len(text) // 12))
    return with_answer(content, f"{_half(text, 0)} {('' if is_wide(text) else ' ').join(tail)}")


def padded(rng: Random, content: Content, pool: Pool) -> Content:
    """A good answer made long with sentences from other answers."""
    count = rng.randint(4, 14)
    return with_answer(content, " ".join([answer_of(content), *rng.sample(pool.sentences, count)]))


def sentence_collage(rng: Random, content: Content, pool: Pool) -> Content:
    """Only sentences of other people's answers, one from each."""
    return with_answer(content, " ".join(rng.sample(pool.sentences, rng.randint(3, 8))))


def earlier_answer(rng: Random, content: Content, pool: Pool) -> Content:
    """An answer taken from another turn of the same conversation."""
    answers = [m["content"] for m in content[messages_key(content)] if m["role"] == "assistant"]
    answers = [text for text in answers if text != answer_of(content)]
    if not answers or content["kind"] == "correction":
        raise DoesNotApply
    return with_answer(content, rng.choice(answers))


def wrong_language(rng: Random, content: Content, pool: Pool) -> Content:
    """An answer in another script, from elsewhere."""
    for _ in range(60):
        text = pool.answer(rng)
        if _scripts_differ(text, answer_of(content)):
            return with_answer(content, text)
    raise DoesNotApply


def prompt_echo(rng: Random, content: Content, pool: Pool) -> Content:
    """The question given back as the answer, whole or in part."""
    asked = [m["content"] for m in content[messages_key(content)] if m["role"] == "user"]
    if not asked:
        raise DoesNotApply
    parts = sentences_of(asked[-1])
    return with_answer(content, rng.choice([asked[-1], parts[-1], " ".join(parts[:2])]))


def swapped_roles(rng: Random, content: Content, pool: Pool) -> Content:
    """The last question and its answer swapped."""
    if content["kind"] != "conversation":
        raise DoesNotApply
    place = last_answer(content)
    if place == 0 or content["messages"][place - 1]["role"] != "user":
        raise DoesNotApply
    question, answer = content["messages"][place - 1]["content"], content["messages"][place]["content"]
    return with_messages(content, {place - 1: answer, place: question})


def turn_shuffle(rng: Random, content: Content, pool: Pool) -> Content:
    """A conversation with its turns shuffled within each role."""
    messages = content[messages_key(content)]
    if content["kind"] != "conversation" or len(messages) < 6:
        raise DoesNotApply
    texts: dict[int, str] = {}
    for role in ("user", "assistant"):
        places = [i for i, m in enumerate(messages) if m["role"] == role]
        texts |= dict(zip(places, rng.sample([messages[i]["content"] for i in places], len(places)), strict=True))
    return with_messages(content, texts)


def _likeness(mine: set[str], text: str) -> float:
    theirs = set(text) if is_wide(text) else set(text.lower().split())
    return len(mine & theirs) / len(mine | theirs)


def _half(text: str, which: int) -> str:
    middle = len(text) // 2
    while 0 < middle < len(text) and not is_wide(text) and text[middle] != " ":
        middle += 1
    return text[middle:] if which else text[:middle]


def _scripts_differ(one: str, two: str) -> bool:
    return abs(_plain_share(one) - _plain_share(two)) > 0.6


def _plain_share(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) / max(1, len(letters))


FAMILIES = {
    "mismatch": mismatch,
    "near_mismatch": near_mismatch,
    "all_mismatched": all_mismatched,
    "swapped_question": swapped_question,
    "splice": splice,
    "half_salad": half_salad,
    "padded": padded,
    "sentence_collage": sentence_collage,
    "earlier_answer": earlier_answer,
    "wrong_language": wrong_language,
    "prompt_echo": prompt_echo,
    "swapped_roles": swapped_roles,
    "turn_shuffle": turn_shuffle,
}
