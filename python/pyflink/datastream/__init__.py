"""The DataStream API: its environment carries the settings of Table API jobs, the rest imports and says that it is not
supported when it is used."""

from pyflink._mullion import placeholders
from pyflink.datastream.checkpoint_config import CheckpointConfig, ExternalizedCheckpointCleanup
from pyflink.datastream.checkpointing_mode import CheckpointingMode
from pyflink.datastream.data_stream import DataStream
from pyflink.datastream.execution_mode import RuntimeExecutionMode
from pyflink.datastream.stream_execution_environment import StreamExecutionEnvironment
from pyflink.datastream.time_characteristic import TimeCharacteristic

placeholders.fill(__name__, globals())

__all__ = ["CheckpointConfig", "CheckpointingMode", "DataStream", "ExternalizedCheckpointCleanup",
           "RuntimeExecutionMode", "StreamExecutionEnvironment", "TimeCharacteristic", *placeholders.MODULES[__name__]]

