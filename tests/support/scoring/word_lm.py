"""A network of neighbouring words with random weights, for tests of what holds for any network."""

import numpy as np

from kula.scoring.features.language.word_lm import BITS, OTHER, PAD, UNKNOWN, WINDOW, WordLm
from kula.scoring.features.text import bucket

EMBEDDED, HIDDEN, CLASSES = 8, 16, 12


def some_word_lm(seed: int = 5) -> WordLm:
    """A network with weights from their whole ranges; a fifth of the words is unknown."""
    drawn = np.random.default_rng(seed)
    classes = drawn.integers(0, CLASSES, size=1 << BITS, dtype=np.uint16)
    classes[drawn.random(1 << BITS) < 0.2] = UNKNOWN
    classes[[bucket(OTHER, BITS), bucket(PAD, BITS)]] = 0

    def small(*shape: int) -> np.ndarray:
        return drawn.integers(-127, 128, size=shape, dtype=np.int8)

    return WordLm(
        classes=classes,
        vectors=small(1 << BITS, EMBEDDED),
        hidden=small(2 * WINDOW * EMBEDDED, HIDDEN),
        hidden_bias=drawn.integers(-9_000, 9_000, size=HIDDEN, dtype=np.int32),
        output=small(HIDDEN, CLASSES),
        output_bias=drawn.integers(-9_000, 9_000, size=CLASSES, dtype=np.int32),
        shifts=np.array([9, 8], dtype=np.uint8),
    )
