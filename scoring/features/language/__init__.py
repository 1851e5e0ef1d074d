"""How usual the words of a record are, and whether they go together.

frequency          how frequent a passage's words, pairs and letter runs are
word_lm            how unlikely each word is between its neighbours
relevance          whether texts go together by their words
preference_words   which words people prefer
coherence          whether texts go together by the encoder's vectors (stage 2)
langid             whether the language is known

Imports features.ngrams, runs, segments and text. counts, table, gates, fit and the scorer import it.
"""
