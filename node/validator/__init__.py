"""A validator: scores records, commits, reveals, signs reports, watches, votes.

loop        the program: looks, decides, takes one step
plan        what to do next, as a pure function of what the validator sees
view        what the validator sees in one turn: its epochs, and the votes that it owes
steps       how it takes each step that the plan can decide on
voting      what it measures of a round's candidates
banks       checks that validators commit to before a round
sampling    the records of a round that it measures them on
patience    what the chain is due and gateways left undone for a while
watching/   bringing wrong reports down
work        what it computes of an epoch: records, scores, report
scores/     scoring an epoch, in this process or by workers
reporting   the report of an epoch, and the transaction that proposes it
epoch       what reporting and watching both read of an epoch: medians, reveals, leaf proofs
journal     what must survive a kill: scores and salts before their commits, and steps that are done
worker      the Celery worker that scores pieces of epochs

loop → steps → view | voting → sampling | banks | patience | watching → work. work → scores | reporting.
reporting → plan | epoch | journal. worker → scores.
kula.node.commands.validator builds the parts. Never imports kula.node.gateway.
"""
