"""The Python API of Flink's Table API, served by Mullion.

A script that was written for PyFlink runs unchanged: what it builds is recorded and handed to the engine as SQL. Needs
Python's standard library alone. What is part of PyFlink but not of this package imports all the same and says so when it
is used."""

from pyflink._mullion import placeholders

__version__ = "1.18.1"

placeholders.install()
