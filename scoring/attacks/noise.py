"""Attacks that write no language: random letters, shuffled words, chains of words, repetition, symbols."""

from collections import defaultdict
from itertools import pairwise

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

_EMOJI = "😀😂🔥💯🚀✨❤️👍🎉🙏😍🤔👀💰⭐"
_SYMBOLS = "#$%&*+=<>{}[]|\\/^~@;_"
_CODE = (
    "for (int i = 0; i < n; i++) { x[i] ^= 0x%04x; }",
    '</div><div class="c%04x"><span></span>',
    "}}; return NULL; // %04x",
    "SELECT * FROM t%04x WHERE 1=1;",
    "0x%04x: mov eax, [rbp-8]",
    "import os; os.x%04x = lambda *a: None",
)


def random_characters(rng: Random, text: str) -> str:
    """Letters drawn at random, in the script of the text."""
    size = max(8, min(len(text), 400))
    if is_wide(text):
        return "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(size))
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789     ") for _ in range(size))


def keyboard_mash(rng: Random, text: str) -> str:
    """Runs along a keyboard's rows: asdfgh, qwerty, jkl;."""
    rows = ("qwertyuiop", "asdfghjkl;", "zxcvbnm,./", "1234567890")
    runs = []
    for _ in range(rng.randint(3, 25)):
        row = rng.choice(rows)
        start = rng.randrange(len(row) - 3)
        runs.append(row[start : start + rng.randint(3, 7)] * rng.randint(1, 2))
    return " ".join(runs)


def word_salad(rng: Random, text: str) -> str:
    """The text's own words in random order."""
    units, joint = units_of(text)
    rng.shuffle(units)
    return joint.join(units)


def local_shuffle(rng: Random, text: str) -> str:
    """Words moved by a few places, so that every stretch keeps its vocabulary."""
    units, joint = units_of(text)
    order = sorted(range(len(units)), key=lambda i: i + rng.uniform(0, 4))
    return joint.join(units[i] for i in order)


def repetition(rng: Random, text: str) -> str:
    """One part of the text over and over."""
    part = text[: max(6, len(text) // rng.randint(1, 5))]
    return ("" if is_wide(text) else " ").join([part] * rng.randint(3, 12))


def repeated_ngrams(rng: Random, text: str) -> str:
    """Every few words said twice or three times before going on."""
    units, joint = units_of(text)
    width = rng.randint(2, 5)
    runs = [units[i : i + width] * rng.randint(2, 3) for i in range(0, min(len(units), 120), width)]
    return joint.join(unit for run in runs for unit in run)


def emoji_noise(rng: Random, text: str) -> str:
    """Emoji and ornaments between the words."""
    units, joint = units_of(text)
    return joint.join(u + (rng.choice(_EMOJI) * rng.randint(1, 3) if rng.random() < 0.4 else "") for u in units)


def symbol_noise(rng: Random, text: str) -> str:
    """Punctuation and signs strewn into the words."""
    return "".join(c + (rng.choice(_SYMBOLS) if rng.random() < 0.15 else "") for c in text)


def code_noise(rng: Random, text: str) -> str:
    """Unrelated fragments of programs, alone or in the text's second half."""
    lines = "\n".join(rng.choice(_CODE) % rng.getrandbits(16) for _ in range(rng.randint(3, 9)))
    return lines if rng.random() < 0.5 else f"{text[: len(text) // 2]}\n{lines}"


def homoglyphs(rng: Random, text: str) -> str:
    """Some Latin letters replaced by Cyrillic ones that look the same."""
    table = str.maketrans("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ")
    disguised = "".join(c.translate(table) if rng.random() < 0.5 else c for c in text)
    if disguised == text:
        raise DoesNotApply
    return disguised


def invisible_characters(rng: Random, text: str) -> str:
    """Zero-width characters inside the words."""
    return "".join(c + (rng.choice("\u200b\u200c\u2060") if rng.random() < 0.2 else "") for c in text)


def random_words(rng: Random, content: Content, pool: Pool) -> Content:
    """Words drawn from all answers of the pool."""
    return with_answer(content, " ".join(pool.words(rng, max(6, min(60, len(answer_of(content)) // 6)))))


def markov(rng: Random, content: Content, pool: Pool) -> Content:
    """A chain of words in which every two neighbours stand side by side in other answers."""
    wide = is_wide(answer_of(content))
    follow: dict[str, list[str]] = defaultdict(list)
    units: list[str] = []
    for sentence in rng.sample(pool.sentences, min(400, len(pool.sentences))):
        if is_wide(sentence) == wide:
            units += units_of(sentence)[0]
    for first, second in pairwise(units):
        follow[first].append(second)
    if len(units) < 50:
        raise DoesNotApply
    chain = [rng.choice(units)]
    for _ in range(max(8, min(90, len(units_of(answer_of(content))[0])))):
        chain.append(rng.choice(follow.get(chain[-1]) or units))
    return with_answer(content, ("" if wide else " ").join(chain))


FAMILIES = {
    "random_characters": rewriting(random_characters),
    "keyboard_mash": rewriting(keyboard_mash),
    "word_salad": rewriting(word_salad),
    "local_shuffle": rewriting(local_shuffle),
    "repetition": rewriting(repetition),
    "repeated_ngrams": rewriting(repeated_ngrams),
    "emoji_noise": rewriting(emoji_noise),
    "symbol_noise": rewriting(symbol_noise),
    "code_noise": rewriting(code_noise),
    "homoglyphs": rewriting(homoglyphs),
    "invisible_characters": rewriting(invisible_characters),
    "random_words": random_words,
    "markov": markov,
}
