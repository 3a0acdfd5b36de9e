"""JobClient: a running job."""

from pyflink.common.completable_future import CompletableFuture
from pyflink.common.job_execution_result import JobExecutionResult
from pyflink.common.job_id import JobID
from pyflink.common.job_status import JobStatus

__all__ = ["JobClient"]


class JobClient:
    """Looks at a job and steers it."""

    def __init__(self, job):
        self._job = job

    def get_job_id(self):
        return JobID(self._job.job_id)

    def get_job_status(self):
        return CompletableFuture(lambda: JobStatus[self._job.state()])

    def cancel(self):
        self._job.cancel()
        return CompletableFuture(lambda: None)

    def stop_with_savepoint(self, advance_to_end_of_event_time=False, savepoint_directory=None):
        """Savepoints lie in the job's state directory; another directory is not taken."""
        def stop():
            path = self._job.savepoint()
            self._job.cancel()
            return path
        return CompletableFuture(stop)

    def trigger_savepoint(self, savepoint_directory=None):
        return CompletableFuture(self._job.savepoint)

    def get_job_execution_result(self):
        def wait():
            self._job.wait()
            return JobExecutionResult(self.get_job_id())
        return CompletableFuture(wait)

    def get_accumulators(self):
        return CompletableFuture(dict)
