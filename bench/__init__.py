"""One command per figure of DESIGN § 8, JSON out. None is written yet: they come with the issues that set their figures."""
