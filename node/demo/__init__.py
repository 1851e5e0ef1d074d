"""The whole network on one machine over a stream of real records, and the report of what happened."""
