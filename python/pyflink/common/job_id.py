"""JobID."""

__all__ = ["JobID"]


class JobID:
    """The name of a job: 32 hexadecimal digits."""

    def __init__(self, text):
        self._text = text

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"JobID({self._text})"

    def __eq__(self, other):
        return isinstance(other, JobID) and self._text == other._text

    def __hash__(self):
        return hash(self._text)
