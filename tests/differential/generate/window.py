"""Random window table functions and group windows."""

_UNITS = {1: "SECOND", 60: "MINUTE", 3600: "HOUR", 86400: "DAY"}


def interval(seconds):
    """INTERVAL '5' MINUTE for 300; a negative one has its sign before the quotes."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    unit = max(unit for unit in _UNITS if seconds % unit == 0 and seconds // unit < 100 or unit == 1)
    return f"INTERVAL {sign}'{seconds // unit}' {_UNITS[unit]}"


class WindowFunction:
    """TUMBLE, HOP or CUMULATE over `table`; `offset` only where the table's rows all fire at the end."""

    def __init__(self, chosen, table, data="", time="ts", kinds=("TUMBLE", "HOP", "CUMULATE"), steps=None):
        self.kind = chosen.choice(kinds)
        self.step = chosen.choice(steps or [1, 2, 5, 10, 15, 30, 60, 600, 3600])
        if self.kind != "TUMBLE" and table.spread_s / self.step > 100:
            self.step = 60
        self.size = self.step * (1 if self.kind == "TUMBLE" else chosen.choice([1, 2, 3, 4, 6]))
        self.data, self.time = data or f"TABLE {table.name}", time
        self.offset = chosen.choice([-1, 1]) * chosen.randint(1, self.size - 1) if table.safe and self.size > 1 and chosen.random() < 0.3 else 0
        self.named, self.bare = chosen.random() < 0.15, chosen.random() < 0.0

    def call(self):
        arguments = [("DATA", self.data), ("TIMECOL", f"DESCRIPTOR({self.time})")]
        if self.kind == "HOP":
            arguments.append(("SLIDE", interval(self.step)))
        if self.kind == "CUMULATE":
            arguments.append(("STEP", interval(self.step)))
        arguments.append(("SIZE", interval(self.size)))
        if self.offset:
            arguments.append(("`OFFSET`" if self.named else "OFFSET", interval(self.offset)))
        text = ", ".join(f"{name} => {value}" if self.named else value for name, value in arguments)
        return f"TABLE({self.kind}({text}))"


class GroupWindow:
    """The group windows TUMBLE, HOP and SESSION: the call and its companions."""

    def __init__(self, chosen, kinds=("TUMBLE", "HOP", "SESSION"), time="ts"):
        self.kind = chosen.choice(kinds)
        step = chosen.choice([1, 2, 4, 5, 10, 15, 60])
        size = step * chosen.choice([1, 2, 3]) + (chosen.choice([0, 0, 1]) if self.kind == "HOP" else 0)
        self.arguments = f"{time}, {interval(step)}" + (f", {interval(size)}" if self.kind == "HOP" else "")

    def call(self):
        return f"{self.kind}({self.arguments})"

    def companions(self, chosen):
        wanted = chosen.sample(["START", "END", "ROWTIME"], chosen.randint(1, 3))
        return [f"{self.kind}_{part}({self.arguments}) AS w_{part.lower()}" for part in wanted]
