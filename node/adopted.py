"""The scorer that the chain names for an epoch: the shipped one, or one that a vote adopted, fetched once and kept on disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError, RefusedByPolicy
from kula.protocol.hex import hex0
from kula.protocol.ipfs.store import Store
from kula.scoring.epoch import RecordScorer
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.manifest import fetch
from kula.scoring.scorer import scorer_id

_log = structlog.get_logger()
_Scorer = TypeVar("_Scorer", bound=RecordScorer)


@dataclass(frozen=True, slots=True)
class AdoptedScorers(Generic[_Scorer]):
    """Scorers by their ids on chain. A scorer with another id than the wanted one is never used."""

    network: Network
    store: Store
    kept: Path
    """The folder of fetched scorers, one folder per id."""
    scoring: Callable[[Path], _Scorer]
    """Makes what scores records from the folder of a scorer's files."""

    def of(self, wanted: bytes) -> _Scorer:
        """What scores records with the scorer of this id. Raises as `folder_of`."""
        return self.scoring(self.folder_of(wanted))

    def folder_of(self, wanted: bytes) -> Path:
        """The files of the scorer with this id, fetched if need be.

        Raises RefusedByPolicy if this program cannot run it, and Unavailable if its files cannot be had now. Raises
        MalformedInput or IntegrityError if what its voters voted for is no such scorer.
        """
        if self._is(SHIPPED, wanted):
            return SHIPPED
        folder = self.kept / wanted.hex()
        if folder.exists() and not self._is(folder, wanted):
            shutil.rmtree(folder)
        if not folder.exists():
            manifest = self.network.scorers.adopted_manifest(wanted)
            if manifest is None:
                raise RefusedByPolicy(
                    "scorer",
                    f"the chain's scorer {hex0(wanted)} was not adopted by a vote; install the release that has it",
                )
            fetch(self.store, manifest, wanted, self.network.parameters, folder)
            _log.info("scorer fetched", scorer=hex0(wanted))
        return folder

    def prepare(self) -> None:
        """Fetches the scorer that was adopted last, before its first epoch. A failure is only logged: `of` tries again."""
        try:
            self.folder_of(self.network.scorers.next_scorer()[0])
        except KulaError as error:
            _log.warning("the next scorer is missing", error=str(error))

    def _is(self, folder: Path, wanted: bytes) -> bool:
        try:
            return scorer_id(self.network.parameters, folder) == wanted
        except FileNotFoundError:
            return False
