"""Scoring the records of an epoch.

pieces      the scorer in this process, and the scorer that hands pieces of an epoch to Celery workers
credited    the index of the records that earlier epochs credited

They do not import each other. node.validator.work and node.validator.worker use them.
"""
