"""The languages that the adopted scorer knows, from its files alone: no record has to be judged before."""

from dataclasses import dataclass, field
from pathlib import Path

from kula.protocol.parameters import Parameters
from kula.scoring.gates.heads import SHIPPED, load_heads
from kula.scoring.scorer import scorer_id


@dataclass
class ScorerLanguages:
    """The languages of scorers whose files are here: the shipped one, and those in `kept`, one folder per id."""

    parameters: Parameters
    kept: Path
    _known: dict[bytes, list[str]] = field(default_factory=dict)
    _shipped: bytes = b""

    def of(self, scorer: bytes) -> list[str] | None:
        """Returns the languages of the scorer with this id, in order; None while its files are not here."""
        if scorer not in self._known:
            folder = self._folder_of(scorer)
            if not folder:
                return None
            self._known = {scorer: sorted(load_heads(folder).language.scripts)}
        return self._known[scorer]

    def _folder_of(self, scorer: bytes) -> Path | None:
        self._shipped = self._shipped or scorer_id(self.parameters, SHIPPED)
        if scorer == self._shipped:
            return SHIPPED
        folder = self.kept / scorer.hex()
        return folder if folder.exists() and scorer_id(self.parameters, folder) == scorer else None
