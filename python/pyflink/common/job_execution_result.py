"""JobExecutionResult."""

__all__ = ["JobExecutionResult"]


class JobExecutionResult:
    """A job that has ended."""

    def __init__(self, job_id):
        self._job_id = job_id

    def get_job_id(self):
        return self._job_id

    def is_job_execution_result(self):
        return True

    def get_all_accumulator_results(self):
        return {}

    def __str__(self):
        return f"Job {self._job_id} has finished"
