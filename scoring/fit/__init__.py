"""Makes the weights: `kula scorer fit`. Everything that learns is here, and nothing that decides a score imports it.

fit                the whole run
rows               records and attacks on them as rows
gates              the trees of the two gates and of labels
thresholds         where gates decide, and the byte of each logit
trees              grows boosted trees with scikit-learn
ngrams             counts words, pairs, letter runs and marks
relevance          the directions of words
word_lm            the network that expects words
preference_words   the weights of words
outliers           the limits of honest numbers
langid             which languages are known
coherence          the probes over the encoder's vectors
known              the file of known public records
card               the card with figures, sources and licences

Imports measure, corpus, attacks and all that decides a score. commands and bench import it.
"""
