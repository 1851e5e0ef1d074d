"""The whole network on one machine over a stream of real records, and the report of what happened.

stream    the input: records by named accounts, in the order of time
people    the contributors: they send records, and correct answers of the served model
run       the course of all epochs
traced    which record is traced
report    what happened, as JSON
page      what happened, as an HTML page

`report` and `traced` import `run`, `run` imports `people`, `people` imports `stream`. `page` reads the report only.
"""
