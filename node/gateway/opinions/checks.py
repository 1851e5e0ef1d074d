"""What intake asks of an opinion beside its signatures: is it refused, sold before, or other than what was chosen?"""

from dataclasses import dataclass
from typing import Any

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.opinions.marks import is_sold, marks_of
from kula.node.gateway.opinions.pairing import require_chosen
from kula.node.gateway.problems import Problem
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.records.content import are_same_words
from kula.protocol.records.opinions import subject_of
from kula.protocol.signatures import prompt_hash
from kula.protocol.types import ZERO_HASH


@dataclass(frozen=True, slots=True)
class OpinionChecks:
    """The checks of one gateway. `secret` keys its marks; `permille` is the share of a text that makes it a duplicate."""

    repository: Repository
    secret: bytes
    permille: int

    def require_welcome(self, owner: str, key: str) -> None:
        """Raises Problem `account-refused` if the operator refuses an owner or a session key."""
        if self.repository.refusals.any_of("account", (owner, key)):
            raise Problem("account-refused", "the operator refuses this owner or session key", "grant")

    def require_new(self, content: dict[str, Any], plaintext: bytes, key: str) -> None:
        """Raises Problem `no-preference`, `content-refused`, `sold-before` or `pair-mismatch`."""
        if content["kind"] == "preference" and are_same_words(content["a"], content["b"]):
            raise Problem("no-preference", "it says the same as `a`, so neither answer is better", "content.b")
        if self.repository.refusals.any_of("content", (cid_of(plaintext, RAW),)):
            raise Problem("content-refused", "its content id is on the list of this gateway", "content")
        kept = self.repository.withholding
        if kept.has_marks():
            marks = marks_of(content, self.secret)
            if is_sold(marks, kept.most_marked(marks), self.permille):
                raise Problem("sold-before", "the same words were paid once, and then erased", "content")
        require_chosen(self.repository.pairs, content, key)

    def note(self, row: RecordRow, content: dict[str, Any], *, next_seq: int, now: int) -> None:
        """Notes what a record that was taken is about: the task that it does, and the earlier opinion that it replaces.

        The earlier one is taken back if it is not posted, from number `next_seq` on.
        """
        talk = content["prompt"] if content["kind"] == "preference" else content["messages"][:-1]
        self.repository.tasks.finish(row.key, prompt_hash(talk))
        subject, kept = subject_of(content), self.repository.withholding
        if subject == ZERO_HASH:
            return
        kept.note_subject(row.hash, row.owner, subject)
        for earlier in kept.earlier(row.hash, row.owner, subject, next_seq):
            kept.take_back(earlier, now, row.signature)
