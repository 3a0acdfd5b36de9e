"""What Table API and DataStream API share. DataStream's part imports, and says that it is not supported when it is used."""

from pyflink._mullion import placeholders
from pyflink.common.completable_future import CompletableFuture
from pyflink.common.config_options import ConfigOption, ConfigOptions
from pyflink.common.configuration import Configuration
from pyflink.common.execution_config import ExecutionConfig
from pyflink.common.execution_mode import ExecutionMode
from pyflink.common.job_client import JobClient
from pyflink.common.job_execution_result import JobExecutionResult
from pyflink.common.job_id import JobID
from pyflink.common.job_status import JobStatus
from pyflink.common.restart_strategy import RestartStrategies, RestartStrategyConfiguration
from pyflink.common.time import Duration, Instant, Time
from pyflink.common.typeinfo import TypeInformation, Types
from pyflink.common.types import Row, RowKind

placeholders.fill(__name__, globals())

__all__ = ["CompletableFuture", "ConfigOption", "ConfigOptions", "Configuration", "Duration", "ExecutionConfig",
           "ExecutionMode", "Instant", "JobClient", "JobExecutionResult", "JobID", "JobStatus", "RestartStrategies",
           "RestartStrategyConfiguration", "Row", "RowKind", "Time", "TypeInformation", "Types",
           *placeholders.MODULES[__name__]]
