"""GET what became of records, accounts and proofs. Everything comes from the database.

records  one record, an account's totals, its records page by page, and its days
status   a record's row as its API shape
events   the stream of an account
accusations  POST proofs against other gateways, and GET what became of them
trace    the steps from a record to its payment, and, for whoever holds the salt, to the model

records | trace → status. Only app imports them; they import `context` and `shapes`.
"""
