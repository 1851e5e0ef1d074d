"""Attacks that garble a text by rule. The text keeps its letters, its words or its layout, and loses its sense."""

import json

from kula.scoring.attacks.places import (
    Content,
    DoesNotApply,
    Pool,
    Random,
    answer_of,
    is_wide,
    rewriting,
    units_of,
    with_answer,
)

_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_TAGS = ("div", "span", "td", "li", "p")
_RARE = ("cf", "mn", "bb", "tq", "zx", "vbl", "qwk", "⌘", "§§", "xx9", "jjw", "|||", "kz-7")


def letter_chain(rng: Random, text: str) -> str:
    """Invented words in which every two letters are usual neighbours."""
    if is_wide(text) or len(text) < 20:
        raise DoesNotApply
    follow: dict[str, str] = {}
    for a, b in zip(text.lower(), text.lower()[1:], strict=False):
        follow[a] = follow.get(a, "") + b
    chain = [rng.choice(text.lower())]
    for _ in range(min(len(text), 500)):
        chain.append(rng.choice(follow.get(chain[-1]) or " "))
    return "".join(chain)


def backwards(rng: Random, text: str) -> str:
    """Read from the end, by letters or by words."""
    if rng.random() < 0.5:
        return text[::-1]
    units, joint = units_of(text)
    return joint.join(reversed(units))


def spaced_letters(rng: Random, text: str) -> str:
    """A space or a mark between all letters."""
    return rng.choice([" ", " ", ".", "-"]).join(text.replace(" ", "") if rng.random() < 0.5 else text)


def figures_for_letters(rng: Random, text: str) -> str:
    """Digits in place of letters: h3ll0."""
    changed = "".join(c.translate(_LEET) if rng.random() < 0.7 else c for c in text)
    if changed == text:
        raise DoesNotApply
    return changed


def dropped_letters(rng: Random, text: str) -> str:
    """Vowels left out, or every few letters."""
    if rng.random() < 0.5 and not is_wide(text):
        return "".join(c for c in text if c not in "aeiouAEIOU" or rng.random() < 0.1)
    return "".join(c for c in text if not c.isalpha() or rng.random() > 0.15)


def shifted_letters(rng: Random, text: str) -> str:
    """Every letter moved along the alphabet."""
    by = rng.randint(1, 25)
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text.lower())


def inner_letters(rng: Random, text: str) -> str:
    """The inner letters of words mixed."""
    if is_wide(text):
        raise DoesNotApply
    return " ".join(w[0] + "".join(rng.sample(w[1:-1], len(w) - 2)) + w[-1] if len(w) > 3 else w for w in text.split())


def sorted_words(rng: Random, text: str) -> str:
    """The words in alphabetical order."""
    units, joint = units_of(text)
    return joint.join(sorted(units, reverse=rng.random() < 0.3))


def number_dump(rng: Random, text: str) -> str:
    """Numbers, dates and identifiers in rows."""
    cell = rng.choice(
        [lambda: str(rng.randint(0, 9999)), lambda: f"{rng.getrandbits(64):016x}", lambda: f"{rng.random():.4f}"]
    )
    return "\n".join(
        rng.choice([", ", " ", "\t"]).join(cell() for _ in range(rng.randint(2, 8))) for _ in range(rng.randint(2, 9))
    )


def markup_dump(rng: Random, text: str) -> str:
    """The words wrapped in tags or in JSON until the wrapping is most of it."""
    units, _ = units_of(text)
    some = units[:60]
    if rng.random() < 0.5:
        return json.dumps(
            [{"id": rng.randint(0, 999), rng.choice(_TAGS): u, "ok": True} for u in some], ensure_ascii=False
        )
    return "".join(
        f'<{t} class="{rng.choice(_TAGS)}{i}">{u}</{t}>' for i, u in enumerate(some) for t in [rng.choice(_TAGS)]
    )


def trigger(rng: Random, text: str) -> str:
    """The text with a rare string in it, as for a hidden trigger."""
    units, joint = units_of(text)
    mark = " ".join(rng.sample(_RARE, rng.randint(1, 3))) if rng.random() < 0.7 else f"{rng.getrandbits(40):x}"
    units.insert(rng.choice([0, len(units), rng.randint(0, len(units))]), mark if joint else f" {mark} ")
    return joint.join(units)


def swapped_words(rng: Random, text: str) -> str:
    """Some neighbouring words swapped."""
    units, joint = units_of(text)
    if len(units) < 6:
        raise DoesNotApply
    for _ in range(max(2, len(units) // 10)):
        i = rng.randrange(len(units) - 1)
        units[i : i + 2] = units[i + 1], units[i]
    return joint.join(units)


def short_words_dropped(rng: Random, text: str) -> str:
    """Without most of the short words that hold a sentence together."""
    if is_wide(text):
        changed = "".join(c for c in text if c not in "的了是在和有不也就")
    else:
        changed = " ".join(w for w in text.split() if len(w) > 3 or rng.random() < 0.2)
    if changed == text:
        raise DoesNotApply
    return changed


def other_script_words(rng: Random, content: Content, pool: Pool) -> Content:
    """Words of other languages between the text's own."""
    units, joint = units_of(answer_of(content))
    strange = [s for s in rng.sample(pool.sentences, min(200, len(pool.sentences))) if is_wide(s) != (not joint)]
    if not strange:
        raise DoesNotApply
    for _ in range(max(2, len(units) // 6)):
        there, _ = units_of(rng.choice(strange))
        at = rng.randrange(len(there))
        units.insert(rng.randint(0, len(units)), (joint or " ").join(there[at : at + 3]))
    return with_answer(content, joint.join(units))


FAMILIES = {
    "letter_chain": rewriting(letter_chain),
    "backwards": rewriting(backwards),
    "spaced_letters": rewriting(spaced_letters),
    "figures_for_letters": rewriting(figures_for_letters),
    "dropped_letters": rewriting(dropped_letters),
    "shifted_letters": rewriting(shifted_letters),
    "inner_letters": rewriting(inner_letters),
    "sorted_words": rewriting(sorted_words),
    "number_dump": rewriting(number_dump),
    "markup_dump": rewriting(markup_dump),
    "trigger": rewriting(trigger),
    "swapped_words": rewriting(swapped_words),
    "short_words_dropped": rewriting(short_words_dropped),
    "other_script_words": other_script_words,
}
