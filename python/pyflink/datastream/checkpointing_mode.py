"""CheckpointingMode."""

from enum import Enum

__all__ = ["CheckpointingMode"]


class CheckpointingMode(Enum):
    """Checkpoints here are always exactly-once."""

    EXACTLY_ONCE = 0
    AT_LEAST_ONCE = 1
