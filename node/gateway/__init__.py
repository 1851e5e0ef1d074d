"""A gateway: takes records in, shows them to validators, posts them, serves the model.

api/        the HTTP program
intake      every check that a record must pass before it is acknowledged
receipts    signing receipts, keeping their promise, answering who doubts them
problems    everything that can be wrong with a request: slug, status, title
serving     the model that answers
database/   the rows and every query
duties/     what a gateway does on chain and on IPFS, step by step
queue       the worker's queue as files, for a machine without a broker
worker      the Celery worker whose tasks run the duties

api → intake | serving | duties → receipts → database → problems. Never imports node.validator.
"""
