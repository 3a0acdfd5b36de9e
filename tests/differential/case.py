"""A job to try: statements that set it up, its input files, and the query whose rows are compared."""

import re
from dataclasses import dataclass, field, replace


@dataclass
class Case:
    """`setup` holds whole statements without their semicolon, where ${INPUT} stands for the folder of `inputs`
    (file name → lines). A query is `items` filled into `template` in place of {items}, so that a minimiser can take columns
    away; a case read from a file has its whole text in `template` and no items."""

    name: str
    setup: list[str]
    inputs: dict[str, list[str]]
    template: str
    items: list[str] = field(default_factory=list)

    def query(self):
        return self.template.replace("{items}", ", ".join(self.items))

    def order_is_free(self):
        """Rows of several inputs come in any order."""
        return len(self.inputs) > 1

    def statements(self, folder):
        return [text.replace("${INPUT}", str(folder)) for text in [*self.setup, self.query()]]

    def script(self, folder="${INPUT}"):
        return "".join(f"{statement};\n" for statement in self.statements(folder))

    def described(self):
        """The case that asks for the types of the columns instead of for the rows; None where the query can't be a view."""
        if not re.match(r"\s*(SELECT|WITH|VALUES|\()", self.query(), re.IGNORECASE):
            return None
        view = "CREATE TEMPORARY VIEW described_query AS " + self.query()
        return replace(self, setup=[*self.setup, view], template="DESCRIBE described_query", items=[])

    def write_inputs(self, folder):
        for name, lines in self.inputs.items():
            (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def __str__(self):
        inputs = "".join(f"\n-- input {name}\n" + "\n".join(lines) for name, lines in self.inputs.items())
        return f"-- {self.name}\n{self.script()}{inputs}\n"
