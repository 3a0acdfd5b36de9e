"""TablePipeline: a table on its way into a sink."""

__all__ = ["TablePipeline"]


class TablePipeline:
    """An INSERT that has not been started."""

    def __init__(self, environment, statement):
        self._t_env, self._statement = environment, statement

    def execute(self):
        return self._t_env._run(self._statement)

    def explain(self, *extra_details):
        return self._t_env._explain(self._statement, extra_details)
