"""The gateway's rows: the truth of what was acknowledged.

tables       the rows
migrations/  the steps from older tables to those of today
tallies      failures of the worker, and gas spent for others
repository   every other query, on SQLite and PostgreSQL alike
outcomes     what became of each record, read from chain and IPFS into rows

`outcomes` imports `repository`, which imports `migrations` and `tallies`, which imports `tables`. Imports protocol only; the rest of the gateway imports it.
"""
