"""The version of PyFlink whose API this is."""

__version__ = "1.18.1"
