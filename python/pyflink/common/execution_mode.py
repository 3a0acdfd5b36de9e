"""ExecutionMode."""

from enum import Enum

__all__ = ["ExecutionMode"]


class ExecutionMode(Enum):
    """How data is exchanged; without a meaning here."""

    PIPELINED = 0
    PIPELINED_FORCED = 1
    BATCH = 2
    BATCH_FORCED = 3
