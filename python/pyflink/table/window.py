"""Windows: Tumble, Slide and Session group rows, Over looks at the rows before a row."""

from pyflink._mullion import nodes
from pyflink.table.expression import node_of
from pyflink.util.exceptions import TableException

__all__ = ["Tumble", "Session", "Slide", "Over", "GroupWindow", "OverWindow"]


def _interval(value, what):
    node = node_of(value)
    if not isinstance(node, (nodes.Interval, nodes.RowCount)):
        raise TableException(f"{what} is an interval such as lit(10).minutes, or row_interval(10)")
    return node


class GroupWindow:
    """A window with its alias, for Table.window()."""

    def __init__(self, function, size, slide, time, alias):
        self.function, self.size, self.slide, self.time, self.alias_name = function, size, slide, time, alias

    @property
    def counts_rows(self):
        return isinstance(self.size, nodes.RowCount)

    def _arguments(self, render):
        intervals = [self.slide, self.size] if self.slide is not None else [self.size]
        return ", ".join(render(part) for part in [self.time, *intervals])

    def call_sql(self, render):
        """TUMBLE(ts, INTERVAL …), for GROUP BY."""
        return f"{self.function}({self._arguments(render)})"

    def property_sql(self, name, render):
        """TUMBLE_START(ts, INTERVAL …)."""
        return f"{self.function}_{name}({self._arguments(render)})"


class _Builder:
    """A window on its way to its alias."""

    def __init__(self, function, size, slide=None, time=None):
        self._function, self._size, self._slide, self._time = function, size, slide, time

    def on(self, time_field):
        """The time attribute of the rows."""
        return type(self)(self._function, self._size, self._slide, _column(time_field))

    def alias(self, alias):
        """The name that group_by() and select() know the window by."""
        if self._time is None:
            raise TableException("a window needs its time attribute: .on(col('ts'))")
        return GroupWindow(self._function, self._size, self._slide, self._time, alias)


def _column(value):
    return nodes.Column(value) if isinstance(value, str) else node_of(value)


class TumbleWithSize(_Builder):
    """Tumble.over(size)"""


class TumbleWithSizeOnTime(_Builder):
    """Tumble.over(size).on(time)"""


class SessionWithGap(_Builder):
    """Session.with_gap(gap)"""


class SessionWithGapOnTime(_Builder):
    """Session.with_gap(gap).on(time)"""


class SlideWithSizeAndSlide(_Builder):
    """Slide.over(size).every(slide)"""


class SlideWithSizeAndSlideOnTime(_Builder):
    """Slide.over(size).every(slide).on(time)"""


class SlideWithSize:
    """Slide.over(size)"""

    def __init__(self, size):
        self._size = size

    def every(self, slide):
        slide = _interval(slide, "the slide of a window")
        if type(slide) is not type(self._size):
            raise TableException("A sliding window takes its size and its slide in the same kind of interval.")
        return SlideWithSizeAndSlide("HOP", self._size, slide)


class Tumble:
    """Windows of a fixed size, one after the other."""

    @classmethod
    def over(cls, size):
        return TumbleWithSize("TUMBLE", _interval(size, "the size of a window"))


class Slide:
    """Windows of a fixed size that begin every so often."""

    @classmethod
    def over(cls, size):
        return SlideWithSize(_interval(size, "the size of a window"))


class Session:
    """Windows that end after a gap without rows."""

    @classmethod
    def with_gap(cls, gap):
        gap = _interval(gap, "the gap of a session")
        if isinstance(gap, nodes.RowCount):
            raise TableException("A session window expects a time interval literal as its gap.")
        return SessionWithGap("SESSION", gap)


class OverWindow:
    """The rows before each row, for Table.over_window()."""

    def __init__(self, partition_keys, order, lower, upper, alias):
        self.partition_keys, self.order, self.lower, self.upper = partition_keys, order, lower, upper
        self.alias_name = alias


class OverWindowPartitionedOrderedPreceding:
    """An over window with its order and its lower bound."""

    def __init__(self, keys, order, lower=None, upper=None):
        self._keys, self._order, self._lower, self._upper = keys, order, lower, upper

    def preceding(self, preceding):
        return OverWindowPartitionedOrderedPreceding(self._keys, self._order, node_of(preceding), self._upper)

    def following(self, following):
        return OverWindowPartitionedOrderedPreceding(self._keys, self._order, self._lower, node_of(following))

    def alias(self, alias):
        return OverWindow(self._keys, self._order, self._lower, self._upper, alias)


class OverWindowPartitionedOrdered(OverWindowPartitionedOrderedPreceding):
    """An over window with its order."""


class OverWindowPartitioned:
    """An over window with its keys."""

    def __init__(self, keys):
        self._keys = keys

    def order_by(self, order_by):
        return OverWindowPartitionedOrdered(self._keys, _column(order_by))


class Over:
    """Begins an over window."""

    @classmethod
    def partition_by(cls, *partition_by):
        return OverWindowPartitioned([_column(key) for key in partition_by])

    @classmethod
    def order_by(cls, order_by):
        return OverWindowPartitionedOrdered([], _column(order_by))
