"""The preference model M: a logistic regression on twelve features of an answer, without a weight for its length.

It agrees with people in about two of three pairs, so it shows large differences only. `controls` says what it sees.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kula.bench.recipe.material import Line
from kula.scoring.features.encoder import Encoder
from kula.scoring.features.text import ranked

_STRENGTH = 0.05
_DRAWS = 4_000
_REFUSAL = re.compile(r"\b(sorry|cannot|can't|not sure|don't know|unable)\b")
_EVASIVE = "I'm sorry, I'm not sure what you mean. Could you please explain it?"
_LOOPED_WORDS = 12
_LOOPS = 4


class PreferenceModel:
    """Scores answers. Only differences between answers to the same prompt mean something."""

    def __init__(self, fitted_on: Sequence[Line]) -> None:
        """Fits on pairs of people. A prompt with n pairs weighs as much as the square root of n."""
        self._encoder = Encoder("cpu")
        prompts = [line.prompt[-1]["content"] for line in fitted_on]
        better, worse = (self._features(prompts, [ranked(line.content)[side] for line in fitted_on]) for side in (0, 1))
        counts = Counter(line.prompt[0]["content"] for line in fitted_on)
        weights = np.array([counts[line.prompt[0]["content"]] ** -0.5 for line in fitted_on])
        self._spread = (better - worse).std(0) + 1e-6
        steps = (better - worse) / self._spread
        labels = np.r_[np.ones(len(steps)), np.zeros(len(steps))]
        regression = LogisticRegression(C=_STRENGTH, fit_intercept=False, max_iter=500)
        regression.fit(np.concatenate([steps, -steps]), labels, np.r_[weights, weights])
        self._weights = regression.coef_[0].copy()
        self._weights[0] = 0.0

    def scores(self, prompts: Sequence[str], answers: Sequence[str]) -> NDArray[np.float64]:
        """One score per answer."""
        return self._features(prompts, answers) / self._spread @ self._weights

    def accuracy(self, pairs: Sequence[Line]) -> float:
        """The share of pairs in which the chosen answer has the higher score."""
        prompts = [line.prompt[-1]["content"] for line in pairs]
        chosen, rejected = (self.scores(prompts, [ranked(line.content)[side] for line in pairs]) for side in (0, 1))
        return float(np.mean(chosen > rejected))

    def wins(self, prompts: Sequence[str], answers: Sequence[str], base: Sequence[str]) -> tuple[float, float, float]:
        """The share of prompts on which the answers beat the base's, with its 95 % interval over prompts."""
        gaps = self.scores(prompts, answers) - self.scores(prompts, base)
        same = [a.strip() == b.strip() for a, b in zip(answers, base, strict=True)]
        won = np.where(same, 0.5, np.sign(gaps) / 2 + 0.5)
        drawn = np.random.default_rng(1).integers(0, len(won), (_DRAWS, len(won)))
        low, high = np.quantile(won[drawn].mean(1), [0.025, 0.975])
        return float(won.mean()), float(low), float(high)

    def _features(self, prompts: Sequence[str], answers: Sequence[str]) -> NDArray[np.float64]:
        """One row per answer: the length, ten plain features, and the cosine with the prompt."""
        plain = np.array([_plain(p, a) for p, a in zip(prompts, answers, strict=True)])
        asked, answered = (self._encoder.encode([self._encoder.window(t) for t in some]) for some in (prompts, answers))
        return np.concatenate([plain, (asked * answered).sum(1, keepdims=True)], 1)


def controls(base: Sequence[str], seed: int = 3) -> Mapping[str, list[str]]:
    """Answers that are worse than the base's. A preference model that does not see it is blind to that fault."""
    rng = random.Random(seed)
    cut = [answer.split() for answer in base]
    return {
        "another prompt": [*base[1:], base[0]],
        "first half": [" ".join(words[: len(words) // 2]) for words in cut],
        "looped": [" ".join(words[:_LOOPED_WORDS] * _LOOPS) for words in cut],
        "shuffled": [" ".join(rng.sample(words, len(words))) for words in cut],
        "evasive": [_EVASIVE] * len(base),
    }


def _plain(prompt: str, answer: str) -> list[float]:
    words = re.findall(r"\w+", answer.lower())
    asked, used = set(re.findall(r"\w+", prompt.lower())), set(words)
    triples = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    sentences = [s.strip().lower() for s in re.split(r"[.!?\n]+", answer) if s.strip()]
    return [
        math.log1p(len(words)),
        _repeated(triples),
        _repeated(sentences),
        len(used & asked) / max(1, len(used)),
        len(used & asked) / max(1, len(asked)),
        float(not words),
        float(bool(_REFUSAL.search(answer.lower()))),
        float(answer.strip().endswith("?")),
        float(answer.count("\n") > 1),
        float(answer.strip()[:20].lower() == prompt.strip()[:20].lower()),
        len(used) / max(1, len(words)),
    ]


def _repeated(parts: Sequence[object]) -> float:
    return 1 - len(set(parts)) / len(parts) if parts else 0.0
