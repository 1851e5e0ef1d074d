"""A validator: scores records, commits, reveals, signs reports, watches, votes.

loop        the program: looks, decides, tries one step; no error ends it
failures    what failed, and when it is tried again
plan        what to do next, as a pure function of what the validator sees
view        what the validator sees in one turn: its epochs, and the votes that it owes
steps       how it takes each step that the plan can decide on
judging/    its part in a round of candidates
patience    what the chain is due and gateways left undone for a while
watching/   bringing wrong reports down
work        what it computes of an epoch: records, scores, report
holding     the batch leaves that it holds on disk, and where it gets those that it lacks
entries     the keys of records, on disk while they are needed
scores/     scoring an epoch, in this process or by workers
reporting   the report of an epoch, and the transaction that proposes it
epoch       what reporting and watching both read of an epoch: medians, reveals, leaf proofs
journal     what must survive a kill: scores, salts, leaves, signed reports, and steps that are done
tables      small SQLite files, and the error that says that one cannot be used
worker      the Celery worker that scores pieces of epochs

loop → failures | view | steps. view → work. steps → judging | patience | watching → work.
work → entries | holding | scores | reporting. failures → plan. reporting → epoch | journal. journal → tables. worker → scores.
kula.node.commands.validator builds the parts. Never imports kula.node.gateway.
"""
