"""A gateway: takes records in, serves them to validators, posts them on chain, and serves the model.

api/        the HTTP program
intake      every check that a record must pass before it is acknowledged
answers/    the model that answers chats, and whose turn it is
duties/     what a gateway does on chain and on IPFS, step by step
opinions/   what becomes of opinions after they were given, and what people are asked for
owners      owners' signatures, in every form; registers what contract wallets agree to
receipts    signs receipts, sends unread records again, answers accusations; the leaf hashes of rows
database/  the rows and every query
index/     keeps the database in step with the chain; estimated scores; the clock of epochs
limits      how often an address, account or key may ask
problems    everything that can be wrong with a request: slug, status, title
worker      the Celery worker whose tasks run the duties
queue       the worker's queue as files, for a machine without a broker
schedule    the worker's timer, which no clock that goes back stops

api | worker → index | intake → opinions → owners → answers | duties → receipts → database → limits → problems | queue.
Only worker imports schedule. Nothing imports node.validator.

A record's POST: api/front (rate, size, time) → api/writing (one shape, parsed once) → intake (rules) → database/tables (a row).
"""
