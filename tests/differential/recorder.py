"""python3 tests/differential/recorder.py FILE…: asks the real Flink for the answers of tests/sql files and writes them in.

Without FILE every file of the corpus is recorded anew. Flink runs in one JVM; `git diff` then shows what changed."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import case_file  # noqa: E402
from answer import is_broken  # noqa: E402
from flink import Flink  # noqa: E402

CORPUS = HERE.parent / "sql"


def record(paths, flink):
    files = {path: case_file.read(path) for path in paths}
    cases = [(path, number, case) for path, file in files.items() for number, case in enumerate(file.cases(path.stem))]
    for (path, number, _), answer in zip(cases, flink.answers(case for _, _, case in cases)):
        if is_broken(answer):
            print(f"{path}: query {number + 1}: Flink itself broke: {answer.error.splitlines()[0][:200]}", file=sys.stderr)
        files[path].queries[number].expected = case_file.record(answer)
    for path, file in files.items():
        path.write_text(case_file.write(file), encoding="utf-8")
    return len(cases)


def main():
    paths = [Path(name) for name in sys.argv[1:]] or sorted(CORPUS.rglob("*.case"))
    with Flink() as flink:
        print(f"{record(paths, flink)} answers recorded in {len(paths)} files")


if __name__ == "__main__":
    main()
