"""TimeCharacteristic."""

from enum import Enum

__all__ = ["TimeCharacteristic"]


class TimeCharacteristic(Enum):
    """Without a meaning since Flink 1.12: a table says itself which time it has."""

    ProcessingTime = 0
    IngestionTime = 1
    EventTime = 2
