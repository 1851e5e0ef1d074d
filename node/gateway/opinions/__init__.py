"""Opinions: what becomes of them after they were given, and what people are asked for.

checks    what intake asks of an opinion beside its signatures
ending    takes records back, erases them, and ends royalties
marks     keyed fingerprints of erased records, so that the same words are not sold twice
pairing   draws blind pairs, commits to what stands behind them, and reveals it after the choice
filling   fills the queue of tasks from published datasets
lacking   which kinds and languages the scorer lacks, so that more tasks are of them. Pure

checks → marks | pairing; ending → marks. Only the API, the worker and intake import this folder.
"""
