"""Restart strategies: noted. A job here resumes from its checkpoint when it is run again."""

__all__ = ["RestartStrategies", "RestartStrategyConfiguration"]


class RestartStrategyConfiguration:
    """What a script asked for."""

    def __init__(self, description):
        self._description = description

    def get_description(self):
        return self._description

    __str__ = get_description


class RestartStrategies:
    """Makes restart strategies."""

    @staticmethod
    def no_restart():
        return RestartStrategyConfiguration("Restart deactivated.")

    @staticmethod
    def fall_back_restart():
        return RestartStrategyConfiguration("Cluster level default restart strategy")

    @staticmethod
    def fixed_delay_restart(restart_attempts, delay_between_attempts):
        return RestartStrategyConfiguration(
            f"Restart with fixed delay ({delay_between_attempts} ms). #{restart_attempts} restart attempts.")

    @staticmethod
    def failure_rate_restart(failure_rate, failure_interval, delay_interval):
        return RestartStrategyConfiguration(
            f"Failure rate restart with maximum of {failure_rate} failures within interval {failure_interval} and "
            f"fixed delay {delay_interval}.")

    @staticmethod
    def exponential_delay_restart(*_arguments):
        return RestartStrategyConfiguration("Restart with exponential delay.")
