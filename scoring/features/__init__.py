"""A record as whole numbers, the same on every machine. Nothing here learns: `kula.scoring.fit` does.

text            a record's texts, folded once
steps           how much work a record is to read, in counted steps
disguise        whether a text hides what it is
ngrams          tables of how often words, pairs and letter runs stand in trusted text
reading         one record as features read it
feature         the one shape of a feature
runs            means, shares and extreme stretches of numbers
counts/         what is counted in the texts
language/       how usual the words are, and whether they go together
outliers        how far out a record's numbers lie
table           the list of features; all of them as one row
segments        what the encoder reads of a record
encoder         texts to vectors; loads torch
minilm          the Transformer of the encoder; loads torch
encoder_files   where its weights and tokenizer are, and their hash

A feature has NAMES, its columns, and numbers(reading), one whole number per name. To add one:
1. Write its file in counts/ or language/, with a line in the map there.
2. Add a line to `features` in table.py, or to FEATURES in counts/passages.py if it reads one passage.
3. Fit new weights (`kula scorer fit`): the trees know columns by their place.
4. Change the version of the rules in scorer.py. A test says how.
A feature with weights is an object instead of a module. It needs a field of `Tables`, and its learning in fit/.

Imports protocol only. gates, scorer, attacks and everything above import it.
"""
