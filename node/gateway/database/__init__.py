"""The gateway's rows: the truth of what was acknowledged.

tables       the rows
repository   every query, on SQLite and PostgreSQL alike
outcomes     what became of each record, read from chain and IPFS into rows

`outcomes` imports `repository`, and that imports `tables`. Imports protocol only; the rest of the gateway imports it.
"""
