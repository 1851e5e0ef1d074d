"""Makes the weights: `kula scorer fit`. Nothing that decides a score imports it.

fit         the whole run
relevance   the directions of words
word_lm     the network of neighbouring words
card        the card with figures, sources, licences
"""
