"""Names, strings and intervals as SQL writes them. Pure functions."""

MS_OF_UNIT = (("DAY", 86_400_000), ("HOUR", 3_600_000), ("MINUTE", 60_000), ("SECOND", 1000))


def name(text):
    """A name in back-quotes."""
    return "`" + str(text).replace("`", "``") + "`"


def names(texts):
    return ", ".join(name(text) for text in texts)


def split_path(path):
    """The parts of 'catalog.database.table', any of them in back-quotes."""
    parts, part, quoted, index = [], "", False, 0
    while index < len(path):
        letter = path[index]
        if letter == "`":
            if quoted and path[index + 1:index + 2] == "`":
                part, index = part + "`", index + 1
            else:
                quoted = not quoted
        elif letter == "." and not quoted:
            parts.append(part)
            part = ""
        else:
            part += letter
        index += 1
    return [*parts, part]


def path(text):
    """'catalog.database.table' with each part in back-quotes."""
    return ".".join(name(part) for part in split_path(text))


def string(text):
    """A string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def options(pairs):
    """The inside of WITH ( )."""
    return ", ".join(f"{string(key)} = {string(value)}" for key, value in pairs.items())


def _sized(unit, number):
    """INTERVAL '100' DAY(3): a number of more than two digits needs its count of digits beside the unit."""
    digits = len(str(abs(number)))
    return f"INTERVAL '{number}' {unit}" + (f"({digits})" if digits > 2 else "")


def interval_of_ms(ms):
    """Milliseconds as an INTERVAL of the largest unit that divides them."""
    for unit, size in MS_OF_UNIT:
        if ms % size == 0 and ms != 0:
            return _sized(unit, ms // size)
    sign, rest = ("-" if ms < 0 else ""), abs(ms)
    days, rest = divmod(rest, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    digits = max(2, len(str(days)))
    return (f"INTERVAL '{sign}{days} {hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}' "
            f"DAY({digits}) TO SECOND(3)")


def interval_of_months(months):
    """Months as an INTERVAL."""
    if months % 12 == 0 and months != 0:
        return _sized("YEAR", months // 12)
    return _sized("MONTH", months)
