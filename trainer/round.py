"""One turn of a trainer: curates a final epoch, or trains on a new dataset and publishes the candidate.

Each turn reads the state from the chain again.
"""

import shutil
import time
from collections.abc import Collection
from pathlib import Path

from structlog import get_logger

from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import unexpected
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.models import adapter_files
from kula.scoring.models.chat_model import ChatModel
from kula.trainer.config import TrainConfig
from kula.trainer.curate import Curator
from kula.trainer.dataset import checked_rows, drop_others, newest, pull, require_publishers
from kula.trainer.ending import end_candidates
from kula.trainer.loop import Progress, ignore_progress, train
from kula.trainer.publish import ADAPTER_FILE, HIDDEN, Candidate, bond, is_trained, lock_of, publish, serve
from kula.trainer.samples import PROMPTS, TOKENS, answers_of, make_samples, write_samples

_FIRST_SECONDS, _LONGEST_SECONDS = 10, 3_600
"""Waits before an epoch that could not be curated is tried again: the first one is twice as long, and each one doubles."""
PULLED = "datasets"
"""The folder of the pulled datasets, in the trainer's folder. A dataset shares its ancestors with the next one."""


class Trainer:
    """A trainer. A kill at any line costs at most the training steps since the last checkpoint."""

    def __init__(
        self,
        ledgers: Ledgers,
        sender: Sender,
        curator: Curator | None,
        *,
        folder: Path,
        device: str,
        config: TrainConfig,
        curators: Collection[str] = (),
        last_epoch: int = 0,
    ) -> None:
        self._ledgers = ledgers
        self._network = ledgers.network
        self._store = ledgers.store
        self._sender = sender
        self._curator = curator
        self._folder = folder
        self._device = device
        self._config = config
        self._curators = {sender.address, *curators}
        self._last_epoch = last_epoch
        self._waits: dict[int, tuple[int, float]] = {}
        """Epochs that could not be curated: how often, and when they are tried again (seconds of time.monotonic)."""
        self._log = get_logger("trainer").bind(trainer=sender.address)

    def turn(self) -> bool:
        """Does one piece of work. Returns False if nothing is due."""
        for number in serve(self._network, self._folder / HIDDEN, self._store, self._sender.address):
            self._log.info("served", number=number)
        with lock_of(self._folder):
            for name in end_candidates(self._network, self._folder, self._store, self._sender.address):
                self._log.info("ended", name=name)
        if self._curator and self._curates(self._curator):
            return True
        dataset = self.next_dataset()
        if not dataset:
            return False
        folder = self.train(dataset)
        with lock_of(self._folder):
            number = publish(self._network, BlockDirectory(self._folder / HIDDEN), self._sender, folder)
        self._log.info("candidate", number=number, dataset=dataset)
        return True

    def _curates(self, curator: Curator) -> bool:
        """Publishes the dataset of one final epoch that lacks one. Returns whether it did.

        An epoch that cannot be read is tried again less and less often, and keeps nobody from training.
        """
        now, lacking = time.monotonic(), curator.due()
        due = [epoch for epoch in lacking if now >= self._waits.get(epoch, (0, now))[1]]
        if not due:
            return False
        try:
            bond(self._network, self._sender)
            curator.publish(due[0])
        except Exception as error:  # noqa: BLE001 - it costs this epoch alone, and is logged
            self._waits = {epoch: wait for epoch, wait in self._waits.items() if epoch in lacking}
            times = self._waits.get(due[0], (0, now))[0] + 1
            seconds = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** min(times, 16))
            self._waits[due[0]] = times, time.monotonic() + seconds
            self._log.warning("epoch", epoch=due[0], problem=str(error), exc_info=unexpected(error))
            return False
        return True

    def next_dataset(self) -> int:
        """Returns the newest dataset of this account and of the curators that it trusts, or 0 if there is nothing to train on.

        There is nothing to train on in four cases:

        1. A candidate of this account waits for the validators' vote.
        2. None of these curators has published a dataset.
        3. A model of this account was already trained on the newest one.
        4. The newest one holds records of an epoch after `last_epoch`.
        """
        registry = self._network.registry
        used: set[int] = set()
        for number, model in registry.models().items():
            if model.trainer == self._sender.address:
                if model.state == ModelState.CANDIDATE:
                    return 0
                used |= set(registry.datasets_of(number))
        number = newest(self._network, self._curators)
        late = self._last_epoch and number and registry.dataset(number).last_epoch > self._last_epoch
        return 0 if number in used or late else number

    def train(self, dataset: int, progress: Progress = ignore_progress) -> Path:
        """Pulls a dataset with its ancestors, trains a candidate from the served model and lets both answer. Returns its folder.

        A candidate that is already in the folder is not trained again. Raises RefusedByPolicy for a dataset of a curator
        that is not trusted, and the errors of `pull` and `checked_rows`.
        """
        parent = self._network.registry.served()
        folder = self._folder / f"candidate-{parent}-{dataset}"
        if is_trained(folder):
            return folder
        require_publishers(self._network, dataset, self._curators)
        pulled = self._folder / PULLED
        for path in pull(self._network, self._store, dataset, pulled):
            self._log.info("pulled", file=path.name)
        self._drop_old(dataset)
        manifest = bytes32_to_cid(self._network.registry.model(parent).manifest)
        adapters = adapter_files(self._store, manifest, self._folder / "models")
        model = ChatModel.load(adapters, device=self._device)
        before = model.answer_greedy(PROMPTS, TOKENS)
        trained = train(model, checked_rows(self._ledgers, dataset, pulled), self._config, folder, progress)
        # Training takes long enough for what is on the disk to be spoiled.
        adapters = adapter_files(self._store, manifest, self._folder / "models")
        after = answers_of([*adapters, folder / ADAPTER_FILE], self._device)
        write_samples(make_samples(before, after), folder)
        Candidate(parent, [dataset], self._config, trained).write(folder)
        self._log.info("trained", tokens=trained.tokens, first=trained.loss_first, last=trained.loss_last)
        return folder

    def _drop_old(self, dataset: int) -> None:
        """Deletes pulled files of other lines than this dataset's, and the folders of earlier releases: one per dataset."""
        drop_others(self._network, self._store, dataset, self._folder / PULLED)
        for old in self._folder.glob("dataset-[0-9]*"):
            shutil.rmtree(old)
