"""`python -m kula.bench.adoption`: trains and measures real candidates, step by step. It may be stopped and started again."""

from kula.bench.adoption.measures import measure_all

if __name__ == "__main__":
    measure_all()
