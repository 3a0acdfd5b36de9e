"""TableResult: what a statement gave, and the job behind it."""

import sys

from pyflink._mullion import tableau
from pyflink._mullion.running import RunningJob
from pyflink._mullion.values import row_of
from pyflink.common.job_client import JobClient
from pyflink.table.result_kind import ResultKind
from pyflink.table.table_schema import TableSchema
from pyflink.util.exceptions import TableException

__all__ = ["TableResult"]

WIDTH = "table.display.max-column-width"


class CloseableIterator:
    """The rows of a result; closing it ends the job that makes them."""

    def __init__(self, rows, close=None):
        self._rows, self._close = iter(rows), close

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._rows)

    next = __next__

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def close(self):
        if self._close is not None:
            self._close()
            self._close = None
        self._rows = iter(())


class TableResult:
    """What execute() and execute_sql() give. `executed` is the engine's answer; `plain` prints rows without a frame."""

    def __init__(self, executed, plain=False, config=None):
        self._executed, self._plain, self._config = executed, plain, config
        self._job = RunningJob(executed.job) if executed.job is not None else None
        self._taken = False

    def get_job_client(self):
        """The job's client; None for a statement without a job."""
        return JobClient(self._job) if self._job else None

    def wait(self, timeout_ms=None):
        """For an INSERT: until the job has ended. For a query: until its first row is there."""
        if self._job is None:
            return
        if self._executed.returns_rows:
            self._job.wait_for_rows(timeout_ms)
        else:
            self._job.wait(timeout_ms)

    def get_table_schema(self):
        columns = self._executed.columns
        return TableSchema([column.name for column in columns], [column.data_type for column in columns])

    get_resolved_schema = get_table_schema

    def get_result_kind(self):
        return ResultKind.SUCCESS if self._executed.kind == "ok" else ResultKind.SUCCESS_WITH_CONTENT

    def collect(self):
        """The rows, one by one."""
        columns = self._executed.columns
        if self._is_query():
            groups = self._take("value")
            rows = (row_of(op, cells, columns) for group in groups for op, cells in group)
            return CloseableIterator(rows, self._job.cancel)
        return CloseableIterator(row_of("+I", cells, columns) for cells in self._finished_rows())

    def print(self):
        """The rows as a table on stdout."""
        executed = self._executed
        if executed.kind == "ok":
            print("OK")
        elif self._is_query():
            groups = self._take("text")
            tableau.write_stream(sys.stdout, executed.columns, groups, executed.streaming, self._width_max())
        elif self._plain:
            for (text,) in executed.rows:
                print(text)
        else:
            names = [column.name for column in executed.columns]
            tableau.write_rows(sys.stdout, names, self._finished_rows(), self._width_max())

    def _width_max(self):
        return tableau.WIDTH_MAX if self._config is None else int(self._config.get(WIDTH, tableau.WIDTH_MAX))

    def _is_query(self):
        return self._job is not None and self._executed.returns_rows

    def _take(self, form):
        if self._taken:
            raise TableException("the rows of a result can be taken once only")
        self._taken = True
        return self._job.row_groups(form)

    def _finished_rows(self):
        """An INSERT gives one row of -1, the number of rows written being unknown, when its job has ended."""
        if self._executed.kind == "ok":
            return [["OK"]]
        if self._job is None:
            return self._executed.rows
        self._job.wait()
        return [[-1] * len(self._executed.columns)]
