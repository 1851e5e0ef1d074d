"""THE LEARNER: curates datasets, trains, and publishes models."""
