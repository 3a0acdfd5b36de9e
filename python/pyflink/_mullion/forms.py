"""How the functions of the Expression API are written in SQL, where it is not NAME(a, b, …). A form takes the written
arguments and gives the text."""


def _binary(operator):
    return lambda left, right: f"({left} {operator} {right})"


def _chain(operator):
    return lambda *parts: "(" + f" {operator} ".join(parts) + ")"


def _after(words):
    return lambda operand: f"({operand} {words})"


def _trim(where):
    return lambda text, character="' '": f"TRIM({where} {character} FROM {text})"


def _overlay(text, new, start, length=None):
    return f"OVERLAY({text} PLACING {new} FROM {start}" + (f" FOR {length})" if length else ")")


def _entries(arguments):
    return ", ".join(f"KEY {key} VALUE {value}" for key, value in zip(arguments[::2], arguments[1::2]))


def _json_object(on_null, *entries):
    return f"JSON_OBJECT({_entries(entries)} {on_null} ON NULL)" if entries else "JSON_OBJECT()"


def _json_array(on_null, *items):
    return f"JSON_ARRAY({', '.join(items)} {on_null} ON NULL)" if items else "JSON_ARRAY()"


FORMS = {
    "=": _binary("="), "<>": _binary("<>"), "<": _binary("<"), ">": _binary(">"), "<=": _binary("<="), ">=": _binary(">="),
    "+": _binary("+"), "-": _binary("-"), "*": _binary("*"), "/": _binary("/"), "||": _binary("||"),
    "AND": _chain("AND"), "OR": _chain("OR"),
    "NOT": lambda operand: f"(NOT {operand})",
    "NEGATIVE": lambda operand: f"(-{operand})",
    "IS NULL": _after("IS NULL"), "IS NOT NULL": _after("IS NOT NULL"),
    "IS TRUE": _after("IS TRUE"), "IS NOT TRUE": _after("IS NOT TRUE"),
    "IS FALSE": _after("IS FALSE"), "IS NOT FALSE": _after("IS NOT FALSE"),
    "IS JSON": lambda text, kind: f"({text} IS JSON {kind})",
    "BETWEEN": lambda value, low, high: f"({value} BETWEEN {low} AND {high})",
    "NOT BETWEEN": lambda value, low, high: f"({value} NOT BETWEEN {low} AND {high})",
    "IN": lambda value, *items: f"({value} IN ({', '.join(items)}))",
    "IN QUERY": lambda value, query: f"({value} IN ({query}))",
    "CASE": lambda condition, yes, no: f"CASE WHEN {condition} THEN {yes} ELSE {no} END",
    "LIKE": lambda text, pattern: f"({text} LIKE {pattern})",
    "LIKE ESCAPE": lambda text, pattern, escape: f"({text} LIKE {pattern} ESCAPE {escape})",
    "SIMILAR TO": _binary("SIMILAR TO"),
    "POSITION": lambda needle, text: f"POSITION({needle} IN {text})",
    "OVERLAY": _overlay,
    "TRIM": _trim("BOTH"), "TRIM LEADING": _trim("LEADING"), "TRIM TRAILING": _trim("TRAILING"),
    "EXTRACT": lambda time, unit: f"EXTRACT({unit} FROM {time})",
    "FLOOR TO": lambda time, unit: f"FLOOR({time} TO {unit})",
    "CEIL TO": lambda time, unit: f"CEIL({time} TO {unit})",
    "OVERLAPS": lambda a, b, c, d: f"(({a}, {b}) OVERLAPS ({c}, {d}))",
    "AT": lambda collection, index: f"{collection}[{index}]",
    "ARRAY": lambda *items: f"ARRAY[{', '.join(items)}]",
    "MAP": lambda *items: f"MAP[{', '.join(items)}]",
    "ROW": lambda *items: f"ROW({', '.join(items)})",
    "JSON_EXISTS": lambda text, path, *rest: f"JSON_EXISTS({text}, {path}{''.join(' ' + r for r in rest)})",
    "JSON_VALUE": lambda text, path, *rest: f"JSON_VALUE({text}, {path}{''.join(' ' + r for r in rest)})",
    "JSON_QUERY": lambda text, path, *rest: f"JSON_QUERY({text}, {path}{''.join(' ' + r for r in rest)})",
    "JSON_OBJECT": _json_object,
    "JSON_ARRAY": _json_array,
    "CURRENT_DATE": lambda: "CURRENT_DATE", "CURRENT_TIME": lambda: "CURRENT_TIME",
    "CURRENT_TIMESTAMP": lambda: "CURRENT_TIMESTAMP", "LOCALTIME": lambda: "LOCALTIME",
    "LOCALTIMESTAMP": lambda: "LOCALTIMESTAMP",
}

AGGREGATES = {
    "SUM0": lambda operand: f"COALESCE(SUM({operand}), 0)",
    "JSON_OBJECTAGG": lambda on_null, key, value: f"JSON_OBJECTAGG(KEY {key} VALUE {value} {on_null} ON NULL)",
    "JSON_ARRAYAGG": lambda on_null, item: f"JSON_ARRAYAGG({item} {on_null} ON NULL)",
}

AGGREGATE_NAMES = frozenset(
    ["SUM", "SUM0", "MIN", "MAX", "COUNT", "AVG", "FIRST_VALUE", "LAST_VALUE", "LISTAGG", "STDDEV_POP", "STDDEV_SAMP",
     "VAR_POP", "VAR_SAMP", "VARIANCE", "COLLECT", "ARRAY_AGG", "JSON_OBJECTAGG", "JSON_ARRAYAGG", "PERCENTILE",
     "APPROX_COUNT_DISTINCT", "APPROX_PERCENTILE", "ARG_MIN", "ARG_MAX", "STDDEV"])
