"""Ends an answer before a text that the asker named. Pure."""

from collections.abc import Sequence


class Stops:
    """Lets an answer's text through piece by piece, but keeps back an end that could be the start of a stop text."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._kept = ""
        self.reached = False
        """Whether a stop text came. Nothing is let through afterwards."""

    def feed(self, piece: str) -> str:
        """Returns what may be shown after one more piece."""
        text = self._kept + piece
        places = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if places or self.reached:
            self.reached, self._kept = True, ""
            return text[: min(places, default=0)]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._kept = text[len(text) - keep :]
        return text[: len(text) - keep]

    def rest(self) -> str:
        """Returns what was kept back, once the answer is over."""
        rest, self._kept = self._kept, ""
        return rest


def _overlap(text: str, stop: str) -> int:
    """The length of the longest end of the text with which the stop text begins."""
    return next((n for n in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:n])), 0)
