"""Whether an epoch costs a node more when there are many behind it: requests and processor time of one more epoch.

Epochs of two records and one seat are played on anvil. In the last five of each group, two programs look at the chain after
each step, as shipped. A validator does what a turn without a due step does, computes the ledger, and forgets what final
epochs need no more. The gateway's worker takes its two tasks of all duties, and both records are its own.
Then both are started anew in their folders, three times, for one more epoch each.

The epochs between are real too, with all their transactions, but two blocks hold each, and nobody looks meanwhile. The
programs were away for them. They read them once, before the epochs that are measured.
KULA_BENCH_EPOCHS is how many epochs are played.

filling    the epochs between the marks
programs   the validator and the gateway's worker, and what their epochs cost
measured   the marks, the restarts and the figures

Imports point one way: measured → programs | filling.
"""

from kula.bench.history.measured import run

__all__ = ["run"]
