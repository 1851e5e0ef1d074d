"""A part of a ledger: the subtrees of rows that were posted on demand, each proven under the root on chain. Pure.

Twin: Demands.answer_rows with modules/positional_tree.vy.
"""

from collections.abc import Sequence

from kula.protocol.encoding import ledger_leaf
from kula.protocol.errors import IntegrityError
from kula.protocol.merkle import Tree, depth, fold, zero_subtrees
from kula.protocol.types import Row

SUBTREE = 256
"""How many rows one demand asks for."""
LEVELS = 8
"""The levels of a whole subtree. The tree of a smaller ledger has fewer."""


def subtrees(records: int) -> int:
    """Returns how many subtrees of SUBTREE rows a ledger of `records` rows has. The last one may be partly empty."""
    return -(-records // SUBTREE)


class OpenedRows:
    """The rows of a report's ledger that are known so far. Everything in it hashes to the report's root."""

    def __init__(self, dom: bytes, epoch: int, records: int, root: bytes) -> None:
        self.epoch = epoch
        self.records = records
        self._dom = dom
        self._root = root
        self._rows: dict[int, tuple[Sequence[Row], Tree, Sequence[bytes]]] = {}
        """By subtree: its rows, the tree over them, and the proof of its node."""

    def add(self, subtree: int, rows: Sequence[Row], proof: Sequence[bytes]) -> None:
        """Adds a subtree's rows. Raises IntegrityError unless they are all of its rows, and hash to the root."""
        start = subtree * SUBTREE
        if not 0 <= subtree < subtrees(self.records) or len(rows) != min(SUBTREE, self.records - start):
            raise IntegrityError(f"subtree {subtree} of epoch {self.epoch}", f"has not {len(rows)} rows")
        tree = Tree([ledger_leaf(self._dom, self.epoch, row) for row in rows])
        levels = self._levels
        node = fold(0, tree.root, zero_subtrees(levels)[depth(len(rows)) : levels])
        in_line = [row.t for row in rows] == list(range(start, start + len(rows)))
        whole = len(proof) == depth(self.records) - levels
        if not (in_line and whole and fold(subtree, node, proof) == self._root):
            raise IntegrityError(f"subtree {subtree} of epoch {self.epoch}", "does not hash to the root on chain")
        self._rows[subtree] = rows, tree, list(proof)

    @property
    def rows(self) -> list[Row]:
        """The known rows, in the order of their index."""
        return [row for subtree in sorted(self._rows) for row in self._rows[subtree][0]]

    @property
    def missing(self) -> list[int]:
        """The subtrees whose rows are not known, in order."""
        return [subtree for subtree in range(subtrees(self.records)) if subtree not in self._rows]

    def proven(self, t: int) -> tuple[Row, list[bytes]]:
        """Returns the row at index `t` with its proof. Raises KeyError if its subtree is not known."""
        subtree, index = divmod(t, SUBTREE)
        rows, tree, above = self._rows[subtree]
        beside = zero_subtrees(self._levels)[depth(len(rows)) : self._levels]
        return rows[index], [*tree.proof(index), *beside, *above]

    @property
    def _levels(self) -> int:
        return min(LEVELS, depth(self.records))
