"""Helpers of PyFlink."""
