"""The steps by which an older database becomes one with the tables of today. Every program takes them at its start.

upgrade    takes the missing steps in one transaction, while other processes wait
versions/  the steps, one file each

To change the tables, declare the change in `tables` and write the step that makes it. `upgrade` imports only Alembic.
"""
