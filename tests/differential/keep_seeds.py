"""python3 tests/differential/keep_seeds.py SEED…: writes random jobs into tests/sql/seeds, with the answers of the real Flink."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import case_file  # noqa: E402
from answer import is_broken  # noqa: E402
from flink import Flink  # noqa: E402
from seeds import case_of  # noqa: E402

FOLDER = HERE.parent / "sql" / "seeds"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    seeds = [int(word) for word in sys.argv[1:]]
    cases = [case_of(seed) for seed in seeds]
    kept = 0
    with Flink() as flink:
        for seed, case, answer in zip(seeds, cases, flink.answers(cases)):
            if is_broken(answer):
                continue
            shape = case.name.split(", ")[1]
            file = case_file.CaseFile(f"A random job: {shape}.", case.setup, case.inputs, [case_file.Query(case.query())])
            file.queries[0].expected = case_file.record(answer)
            (FOLDER / f"{shape}_{seed}.case").write_text(case_file.write(file), encoding="utf-8")
            kept += 1
    print(f"{kept} jobs kept")


if __name__ == "__main__":
    main()
