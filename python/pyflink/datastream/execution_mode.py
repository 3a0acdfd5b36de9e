"""RuntimeExecutionMode."""

from enum import Enum

__all__ = ["RuntimeExecutionMode"]


class RuntimeExecutionMode(Enum):
    """Streaming or batch."""

    STREAMING = 0
    BATCH = 1
    AUTOMATIC = 2
