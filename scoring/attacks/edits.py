"""Attacks that edit a good text a little: it stays fluent and says something else, or says it worse."""

import re

from kula.scoring.attacks.places import (
    Content,
    DoesNotApply,
    Pool,
    Random,
    answer_of,
    rewriting,
    sentences_of,
    units_of,
    with_answer,
)

_NEGATIONS = (
    (" is ", " is not "),
    (" are ", " are not "),
    (" can ", " cannot "),
    (" will ", " will not "),
    (" not ", " "),
    (" was ", " was not "),
    (" have ", " have no "),
    ("不", ""),
    ("是", "不是"),
    ("可以", "不可以"),
    (" не ", " "),
    (" ist ", " ist nicht "),
    (" nicht ", " "),
)

_PERSONS = {
    "i": "you",
    "you": "I",
    "my": "your",
    "your": "my",
    "he": "she",
    "she": "he",
    "we": "they",
    "they": "we",
    "is": "are",
}
_PERSONS |= {"are": "is", "was": "were", "were": "was", "我": "你", "你": "我", "他": "我们", "ich": "du", "du": "ich"}


def case_variant(rng: Random, text: str) -> str:
    """Other case, spacing or width of punctuation."""
    return rng.choice([str.upper, str.title, str.swapcase, str.lower, _spaced, _narrow])(text)


def typing_errors(rng: Random, text: str) -> str:
    """Letters swapped, dropped or doubled in every few words."""
    letters = list(text)
    for i in range(len(letters) - 1):
        if letters[i].isalpha() and rng.random() < 0.06:
            letters[i : i + 2] = rng.choice(
                [letters[i : i + 2][::-1], letters[i : i + 1] * 2, [*letters[i + 1 : i + 2], ""]]
            )
    return "".join(letters)


def dropped_words(rng: Random, text: str) -> str:
    """Every fifth word or so left out."""
    units, joint = units_of(text)
    return joint.join(u for u in units if rng.random() > 0.2)


def truncated(rng: Random, text: str) -> str:
    """Cut off in the middle of a word."""
    if len(text) < 20:
        raise DoesNotApply
    return text[: max(5, int(len(text) * rng.uniform(0.08, 0.5)))].rstrip(" .。!?！？")


def sentence_shuffle(rng: Random, text: str) -> str:
    """The text's sentences in another order."""
    parts = sentences_of(text)
    if len(parts) < 3:
        raise DoesNotApply
    moved = parts[:]
    while moved == parts:
        rng.shuffle(moved)
    return " ".join(moved)


def wrong_numbers(rng: Random, text: str) -> str:
    """Most numbers replaced by others of about the same size."""
    changed = re.sub(r"\d+", lambda m: str(rng.randint(1, 2 * int(m[0][:9]) + 9)) if rng.random() < 0.8 else m[0], text)
    if changed == text:
        raise DoesNotApply
    return changed


def negated(rng: Random, text: str) -> str:
    """Statements turned into their opposite."""
    changed = text
    for plain, opposite in rng.sample(_NEGATIONS, len(_NEGATIONS)):
        if plain in changed:
            changed = changed.replace(plain, opposite, rng.randint(1, 3))
            break
    if changed == text:
        raise DoesNotApply
    return changed


def word_edit(rng: Random, content: Content, pool: Pool) -> Content:
    """One word in ten replaced by a word from elsewhere."""

    def change(rng: Random, text: str) -> str:
        units, joint = units_of(text)
        picked = set(rng.sample(range(len(units)), max(1, len(units) // 10)))
        strange = pool.words(rng, len(picked))
        return joint.join(
            (strange.pop() if joint else strange.pop()[:1]) if i in picked else u for i, u in enumerate(units)
        )

    return rewriting(change)(rng, content, pool)


def word_insertion(rng: Random, content: Content, pool: Pool) -> Content:
    """A few words from elsewhere put between the text's own."""

    def change(rng: Random, text: str) -> str:
        units, joint = units_of(text)
        for word in pool.words(rng, max(1, len(units) // 12)):
            units.insert(rng.randint(0, len(units)), word)
        return joint.join(units)

    return rewriting(change)(rng, content, pool)


def foreign_sentence(rng: Random, content: Content, pool: Pool) -> Content:
    """One sentence from another answer put in the middle."""
    parts = sentences_of(answer_of(content))
    parts.insert(rng.randint(0, len(parts)), rng.choice(pool.sentences))
    return with_answer(content, " ".join(parts))


def _spaced(text: str) -> str:
    return (
        "  ".join(text.split(" ")) if " " in text.strip() else " ".join(text[i : i + 7] for i in range(0, len(text), 7))
    )


def _narrow(text: str) -> str:
    return text.translate(str.maketrans("，。！？；：（）", ",.!?;:()")) if "。" in text else text.upper()


def stuttered(rng: Random, text: str) -> str:
    """Some words said twice."""
    units, joint = units_of(text)
    return joint.join(u for unit in units for u in [unit] * (1 + (rng.random() < 0.15)))


def unpunctuated(rng: Random, text: str) -> str:
    """Without any sign between words, or with the wrong ones."""
    signs = rng.choice(["", "", ",", "!?;"])
    changed = re.sub(r"[^\w\s]", lambda found: rng.choice(signs) if signs else "", text)
    if len(set(changed) ^ set(text)) < 2:
        raise DoesNotApply
    return changed


def halves_swapped(rng: Random, text: str) -> str:
    """The second part before the first, cut anywhere."""
    units, joint = units_of(text)
    if len(units) < 6:
        raise DoesNotApply
    at = rng.randint(2, len(units) - 2)
    return joint.join(units[at:] + units[:at])


def persons_swapped(rng: Random, text: str) -> str:
    """You for I, she for he, are for is."""
    units, joint = units_of(text)
    changed = [_PERSONS.get(u.lower(), u) for u in units]
    if sum(a != b for a, b in zip(units, changed, strict=True)) < 2:
        raise DoesNotApply
    return joint.join(changed)


FAMILIES = {
    "case_variant": rewriting(case_variant),
    "typing_errors": rewriting(typing_errors),
    "dropped_words": rewriting(dropped_words),
    "truncated": rewriting(truncated),
    "sentence_shuffle": rewriting(sentence_shuffle),
    "wrong_numbers": rewriting(wrong_numbers),
    "negated": rewriting(negated),
    "word_edit": word_edit,
    "word_insertion": word_insertion,
    "foreign_sentence": foreign_sentence,
    "stuttered": rewriting(stuttered),
    "unpunctuated": rewriting(unpunctuated),
    "halves_swapped": rewriting(halves_swapped),
    "persons_swapped": rewriting(persons_swapped),
}
