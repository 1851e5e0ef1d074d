"""A validator's part in a round of candidates.

voting      what it measures of a round's candidates
banks       checks that validators commit to before a round
sampling    the records of a round that it measures them on

voting → sampling | banks. node.validator.steps uses all three.
"""
