"""Directed sweeps: expressions and aggregates with the values at which engines differ, one list a module."""
