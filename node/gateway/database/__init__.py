"""The gateway's rows: the truth of what was acknowledged.

tables       the rows
migrations/  the steps from older tables to those of today
opinion_tables  the rows of opinions: subjects, marks, erased rows, refusals, pairs, tasks
withholding  what is taken back, erased or quarantined, and the accounts and content ids that the operator refuses
pairs        blind pairs, from the commitment to the choice
tasks        the queue of tasks, each held by one key at a time
tallies      failures of the worker, and gas spent for others
repository   every other query, on SQLite and PostgreSQL alike
accusations  proofs that other gateways broke receipts, and what became of them
outcomes     what became of each record
accounts     sums and pages over an account's records
chain_tables the rows that are copied from the chain, estimates and events
chain        queries of the copy of the chain
missing      which numbers of the copy have no row yet
events       what happened to accounts, in order
estimates    what waits for an estimated score, and what has one

`repository` imports them all; they import `tallies` and the tables, `outcomes` also `accounts` and `events`. Imports
protocol only; the rest of the gateway imports it.
"""
