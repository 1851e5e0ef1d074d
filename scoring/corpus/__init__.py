"""Records and prose to fit and to measure on.

samples       records of a data folder, split by conversation
prose         clean prose beside them
adversarial   attacks made of honest records

Imports attacks and features.text.
"""
