"""What a candidate and its parent answer to the same few questions, so that people can see the change side by side.

The answers are greedy, so whoever has the adapters can repeat them. The last digits of floats differ between machines,
so a rare answer may too.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from kula.protocol.files import write_whole
from kula.protocol.reading.models import Sample, Samples
from kula.scoring.models.chat_model import ChatModel

PROMPTS = (
    "Explain to a child in two sentences why the sky is blue.",
    "My friend has a job interview tomorrow and is nervous. What can I tell her?",
    "Write a short, polite message that moves our meeting from Monday to Tuesday.",
    "How do I boil an egg?",
)
"""The questions that every trainer of this release asks."""
TOKENS = 48
"""Most tokens of an answer. All answers of a model take a few seconds of one core."""
SAMPLES_FILE = "samples.json"


def answers_of(
    adapters: Sequence[Path], device: str, prompts: Sequence[str] = PROMPTS, tokens: int = TOKENS
) -> list[str]:
    """Returns the greedy answers of the base with these adapters."""
    return ChatModel.load(adapters, device=device).answer_greedy(prompts, tokens)


def make_samples(parent: Sequence[str], own: Sequence[str]) -> Samples:
    """Puts the answers of a parent and of its candidate to PROMPTS side by side."""
    answers = zip(PROMPTS, parent, own, strict=True)
    return Samples(tokens=TOKENS, samples=tuple(Sample(prompt=p, parent=a, own=b) for p, a, b in answers))


def write_samples(samples: Samples, folder: Path) -> None:
    """Writes samples.json, as it is published."""
    write_whole(folder / SAMPLES_FILE, json.dumps({"v": 1, **asdict(samples)}, ensure_ascii=False, indent=1) + "\n")


def differing(samples: Samples, parent: Sequence[str], own: Sequence[str]) -> list[int]:
    """Returns which of the samples, counted from 0, hold another answer than those that were made here."""
    triples = zip(samples.samples, parent, own, strict=True)
    return [place for place, (one, a, b) in enumerate(triples) if (one.parent, one.own) != (a, b)]
