"""The programs that run a network.

gateway/       takes records in, shows them to validators, posts them, serves the model
validator/     scores, commits, reveals, signs reports, watches, votes
contributor/   sends records: through a gateway or past all of them
trace/         follows one record to the served model by hashes alone
local/         the whole network on this machine
demo/          a stream of real records played on it, and the report
commands/      the command line; each file builds the objects of one program
adopted        the scorer that the chain names: the shipped one, or one that is fetched and kept
celery_app     the settings and the start that all Celery workers share
settings       what gateway and validator are told beyond what all programs share
logs           one JSON line per event

gateway, validator and contributor never import each other. commands → demo → local | trace → these three.
"""
