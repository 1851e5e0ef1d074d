"""The steps, in order. Each names the one before it. A step that was released never changes.

m0001_start  every table as it was when steps began

They import SQLAlchemy and Alembic only, never `tables`, which is always of today. Alembic loads them.
"""
