"""A validator: scores records, commits, reveals, signs reports, watches, votes.

loop        the program: look, decide, do one step
plan        what to do next, as a pure function of what is seen
view        what a validator sees of the chain in one turn
work        what it can compute of an epoch: material, own report, own commit
journal     what it must remember: scores and salt before the commit, reports signed
credited    the index of records that earlier epochs credited
pieces      scoring by Celery workers: pieces of an epoch go out, verdicts come back
worker      the Celery worker that scores pieces
epoch       what reporting and watching both read of an epoch: medians, reveals, leaf proofs
reporting   the report of an epoch and the transaction that proposes it
watching/   bringing wrong reports down
voting      the vote on a candidate model

loop → view | voting | watching → work → reporting → epoch. Never imports node.gateway.
"""
