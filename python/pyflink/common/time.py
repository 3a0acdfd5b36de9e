"""Spans and points of time."""

__all__ = ["Duration", "Instant", "Time"]


class _Span:
    def __init__(self, ms):
        self._ms = ms

    def to_milliseconds(self):
        return self._ms

    def __eq__(self, other):
        return type(self) is type(other) and self._ms == other._ms

    def __hash__(self):
        return hash(self._ms)

    def __str__(self):
        return f"{self._ms} ms"


def _maker(unit_ms):
    return classmethod(lambda cls, number: cls(number * unit_ms))


class Time(_Span):
    """A span, as windows take it."""

    milliseconds, seconds, minutes = _maker(1), _maker(1000), _maker(60_000)
    hours, days = _maker(3_600_000), _maker(86_400_000)


class Duration(_Span):
    """A span, as watermark strategies take it."""

    of_millis, of_seconds, of_minutes = _maker(1), _maker(1000), _maker(60_000)
    of_hours, of_days = _maker(3_600_000), _maker(86_400_000)


class Instant:
    """A point of time."""

    def __init__(self, seconds, nanos):
        self.seconds, self.nanos = seconds, nanos

    def to_epoch_milli(self):
        return self.seconds * 1000 + self.nanos // 1_000_000

    @staticmethod
    def of_epoch_milli(epoch_milli):
        return Instant(epoch_milli // 1000, epoch_milli % 1000 * 1_000_000)

    def __eq__(self, other):
        return isinstance(other, Instant) and (self.seconds, self.nanos) == (other.seconds, other.nanos)

    def __hash__(self):
        return hash((self.seconds, self.nanos))

    def __repr__(self):
        return f"Instant<{self.seconds}, {self.nanos}>"
