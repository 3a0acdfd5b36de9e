"""ExecutionConfig: settings of the whole program."""

__all__ = ["ExecutionConfig"]


class ExecutionConfig:
    """Passes on what means something here; the rest is kept and given back."""

    def __init__(self, set_option):
        self._set_option, self._parallelism, self._watermark_ms, self._kept = set_option, 1, 200, {}

    def get_parallelism(self):
        return self._parallelism

    def set_parallelism(self, parallelism):
        self._parallelism = parallelism
        self._set_option("parallelism.default", str(parallelism))
        return self

    def get_auto_watermark_interval(self):
        return self._watermark_ms

    def set_auto_watermark_interval(self, interval):
        self._watermark_ms = interval
        self._set_option("pipeline.auto-watermark-interval", f"{interval} ms")
        return self

    def __getattr__(self, name):
        """set_…, enable_… and disable_… of what concerns Java only; get_… and is_… of what was set."""
        verb, _, what = name.partition("_")
        if verb == "set":
            return lambda value: self._keep(what, value)
        if verb in ("enable", "disable"):
            return lambda: self._keep(what, verb == "enable")
        if verb in ("get", "is"):
            return lambda: self._kept.get(what.removesuffix("_enabled"))
        raise AttributeError(name)

    def _keep(self, what, value):
        self._kept[what] = value
        return self
