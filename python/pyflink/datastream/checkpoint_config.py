"""CheckpointConfig."""

from enum import Enum

from pyflink.datastream.checkpointing_mode import CheckpointingMode

__all__ = ["CheckpointConfig", "ExternalizedCheckpointCleanup"]


class ExternalizedCheckpointCleanup(Enum):
    """What becomes of the checkpoints of a job that was stopped; here they stay, so that it can resume."""

    DELETE_ON_CANCELLATION = 0
    RETAIN_ON_CANCELLATION = 1
    NO_EXTERNALIZED_CHECKPOINTS = 2


class CheckpointConfig:
    """The interval is passed on; the rest concerns Flink's way of taking checkpoints, is kept and given back."""

    def __init__(self, set_option):
        self._set_option, self._interval_ms = set_option, -1
        self._kept = {"checkpointing_mode": CheckpointingMode.EXACTLY_ONCE, "checkpoint_timeout": 600_000,
                      "min_pause_between_checkpoints": 0, "max_concurrent_checkpoints": 1}

    def get_checkpoint_interval(self):
        return self._interval_ms

    def set_checkpoint_interval(self, checkpoint_interval):
        self._interval_ms = checkpoint_interval
        self._set_option("execution.checkpointing.interval", f"{checkpoint_interval} ms")
        return self

    def is_checkpointing_enabled(self):
        return self._interval_ms > 0

    def __getattr__(self, name):
        verb, _, what = name.partition("_")
        if verb in ("set", "enable", "disable"):
            return lambda value=verb != "disable": self._keep(what, value)
        if verb in ("get", "is"):
            return lambda: self._kept.get(what)
        raise AttributeError(name)

    def _keep(self, what, value):
        self._kept[what] = value
        return self
