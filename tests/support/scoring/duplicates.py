"""What tests of duplicate indices share: texts, keys, and the bytes of a folder."""

from pathlib import Path

from hypothesis import strategies as st

from kula.node.demo.stream import read_stream
from kula.scoring.duplicates import DuplicateIndex, shingles_of

TEXT = "Lower the egg into boiling water, wait six and a half minutes, then cool it under cold water at once."
CHINESE = "把鸡蛋放进沸水里，等六分半钟，然后立刻用冷水冷却，这样蛋黄还是软的，很好剥壳。"
CONTENTS = [arrival.content for arrival in read_stream(None).arrivals]

_word = st.sampled_from(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "一", "二", "三"]
)
texts_of_few_words = st.lists(_word, min_size=0, max_size=40).map(" ".join)


def key_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def index_of(texts: list[str], folder: Path | None = None) -> DuplicateIndex:
    index = DuplicateIndex(folder)
    for number, text in enumerate(texts):
        index.add(shingles_of("rating", text), key_of(number))
    return index


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
