"""ResultKind."""

from enum import Enum

__all__ = ["ResultKind"]


class ResultKind(Enum):
    """SUCCESS: a statement without rows. SUCCESS_WITH_CONTENT: one with rows."""

    SUCCESS = 0
    SUCCESS_WITH_CONTENT = 1

    def __str__(self):
        return self.name
