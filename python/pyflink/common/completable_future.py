"""CompletableFuture: an answer that is asked for when it is needed."""

__all__ = ["CompletableFuture"]


class CompletableFuture:
    """Computes its result once, when it is asked for it."""

    def __init__(self, compute=None):
        self._compute, self._done, self._result, self._error = compute, False, None, None

    def _run(self):
        if not self._done:
            try:
                self._result = self._compute() if self._compute else None
            except Exception as error:  # noqa: BLE001 - kept for exception()
                self._error = error
            self._done = True

    def cancel(self):
        return False

    def cancelled(self):
        return False

    def done(self):
        self._run()
        return True

    def result(self):
        self._run()
        if self._error is not None:
            raise self._error
        return self._result

    get = result

    def exception(self):
        self._run()
        return self._error

    def set_result(self, result):
        self._result, self._done = result, True

    def set_exception(self, exception):
        self._error, self._done = exception, True
