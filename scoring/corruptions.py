"""Ways to spoil an honest record, for fitting the judge. Seeded; knows nothing of the attacks that it is measured on."""

import random
from collections.abc import Callable, Sequence

from scoring.text import Parts

Spoil = Callable[[random.Random, str, str, Sequence[str]], str]

_FILLERS = (
    "Great question! I am happy to help you with that. I hope this helps! Let me know if you have other questions.",
    "It is important to note that there are many factors to consider. In conclusion, it depends on your situation.",
    "希望这对您有所帮助！如有其他问题请随时告诉我。总之，这取决于您的具体情况。",
    "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore.",
    "CLICK HERE NOW limited offer free bonus http://deal77.example/join?id=2 make money fast http://win.example/x",
    "限时免费 点击领取优惠 http://vip.example/join 加微信了解 注册送金",
)
_KEYWORDS = [
    "science",
    "expert",
    "quality",
    "best",
    "verified",
    "useful",
    "health",
    "machine",
    "learning",
    "research",
    "correct",
    "trusted",
    "step",
]
_TEMPLATES = (
    "{} is very important. Many people like {} because {} is useful.",
    "People like {} because it is connected with {}.",
    "{}非常重要，很多人喜欢{}，因为{}很有用。",
)


def _shuffle(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    units = text.split() if " " in text.strip() else list(text)
    rng.shuffle(units)
    return (" " if " " in text.strip() else "").join(units)


def _mismatch(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return rng.choice(pool)


def _splice(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    other = rng.choice(pool)
    return text[: len(text) // 2] + other[len(other) // 2 :]


def _repeat(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return " ".join([text[: max(8, len(text) // rng.randint(1, 4))]] * rng.randint(3, 8))


def _random_words(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return " ".join(rng.choice(rng.choice(pool).split() or ["x"]) for _ in range(rng.randint(8, 40)))


def _random_characters(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        return "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(rng.randint(8, 60)))
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789 .;&$%") for _ in range(rng.randint(20, 160)))


def _truncate(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return text[: max(3, len(text) // 6)]


def _stuff(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return text[: len(text) // 3] + " " + " ".join(rng.choice(_KEYWORDS) for _ in range(rng.randint(15, 50)))


def _filler(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return " ".join(rng.choice(_FILLERS) for _ in range(rng.randint(1, 3)))


def _insert_spam(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return text[: len(text) // 2] + " " + rng.choice(_FILLERS)


def _copy_prompt(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return prompt or text


def _template(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    noun = max((prompt or text).split(), key=len, default="it")[:20]
    return rng.choice(_TEMPLATES).replace("{}", noun)


def _lazy(rng: random.Random, prompt: str, text: str, pool: Sequence[str]) -> str:
    return rng.choice(["ok", "yes", "good", "I don't know.", "thanks", "hello", "好的", "不知道", "谢谢", "嗯"])


SPOILS: dict[str, Spoil] = {
    "mismatch": _mismatch,
    "shuffle": _shuffle,
    "splice": _splice,
    "repeat": _repeat,
    "random_words": _random_words,
    "random_characters": _random_characters,
    "truncate": _truncate,
    "stuff": _stuff,
    "filler": _filler,
    "insert_spam": _insert_spam,
    "copy_prompt": _copy_prompt,
    "template": _template,
    "lazy": _lazy,
}


def spoil(rng: random.Random, parts: Parts, pool: Sequence[str]) -> tuple[str, Parts]:
    """Spoil a record's main text (sometimes its prompt too) in one randomly chosen way; returns the way's name."""
    name = rng.choice(list(SPOILS))
    main = SPOILS[name](rng, parts.prompt, parts.main, pool)
    prompt = parts.prompt
    if name in ("random_characters", "filler", "lazy", "stuff") and rng.random() < 0.4:
        prompt = SPOILS[name](rng, "", parts.prompt or "x", pool)
    other = main if parts.kind == "rating" and parts.other and rng.random() < 0.3 else parts.other
    return name, Parts(parts.kind, prompt, main, other, parts.rating, parts.turns)
