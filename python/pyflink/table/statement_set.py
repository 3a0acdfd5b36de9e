"""StatementSet: INSERTs that run as one job."""

from pyflink._mullion.unsupported import refuse
from pyflink.util.exceptions import TableException

__all__ = ["StatementSet"]


class StatementSet:
    """Collects INSERTs, then runs them together."""

    def __init__(self, environment):
        self._t_env, self._inserts = environment, []

    def add_insert_sql(self, stmt):
        self._inserts.append(stmt.strip().rstrip(";"))
        return self

    def add_insert(self, target_path_or_descriptor, table, overwrite=False):
        self._inserts.append(table.insert_into(target_path_or_descriptor, overwrite)._statement)
        return self

    def add(self, table_pipeline):
        self._inserts.append(table_pipeline._statement)
        return self

    def attach_as_datastream(self):
        refuse("StatementSet.attach_as_datastream (DataStream API)")

    def _statement(self):
        if not self._inserts:
            raise TableException("No operator can be executed: the statement set is empty.")
        return "EXECUTE STATEMENT SET BEGIN " + "; ".join(self._inserts) + "; END"

    def explain(self, *extra_details):
        return self._t_env._explain(self._statement(), extra_details)

    def execute(self):
        statement, self._inserts = self._statement(), []
        return self._t_env._run(statement)
