import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * The real Flink as a filter: one JSON job a line on stdin, one JSON answer a line on stdout, in one JVM with one cluster.
 *
 * <p>Job: {"id", "statements": [text…], "limit_ms"}. The rows of the last statement that gives some are the answer:
 * {"id", "columns": [{"name", "type"}], "rows": [[op, value…]…]}, or {"id", "stage": "plan" | "run", "error": text}.
 * "stage" tells what was refused before running from what failed on the way. Jobs run several at a time, so answers come in
 * any order.
 */
public final class FlinkOracle {
    private static final Pattern SET =
            Pattern.compile("(?is)\\s*SET\\s+'((?:[^']|'')*)'\\s*=\\s*'((?:[^']|'')*)'\\s*;?\\s*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MiniCluster cluster;
    private final PrintStream out;

    private FlinkOracle(MiniCluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        int jobsAtOnce = Integer.parseInt(arguments[0]);
        PrintStream answers = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, "UTF-8");
        System.setOut(System.err);
        Configuration configuration = new Configuration();
        configuration.setString("rest.bind-port", "0");
        configuration.setString("taskmanager.memory.network.min", "128m");
        configuration.setString("taskmanager.memory.network.max", "128m");
        configuration.setString("taskmanager.memory.managed.size", "256m");
        configuration.setString("heartbeat.timeout", "600000");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(jobsAtOnce + 2)
                                .build());
        cluster.start();
        ExecutorService pool = Executors.newFixedThreadPool(jobsAtOnce, FlinkOracle::daemon);
        FlinkOracle oracle = new FlinkOracle(cluster, answers);
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Future<?>> running = new ArrayList<>();
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            JsonNode job = JSON.readTree(line);
            running.add(pool.submit(() -> oracle.answer(job)));
            running.removeIf(Future::isDone);
        }
        for (Future<?> job : running) {
            job.get();
        }
        System.exit(0);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private void answer(JsonNode job) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("id", job.get("id").asText());
        answer.put("stage", "plan");
        try {
            run(job, answer);
        } catch (Throwable error) {
            answer.remove("rows");
            answer.put("error", causes(error));
        }
        synchronized (out) {
            out.println(answer);
        }
    }

    private void run(JsonNode job, ObjectNode answer) throws Exception {
        StreamTableEnvironment tables = environment(job);
        TableResult result = null;
        for (JsonNode statement : job.get("statements")) {
            Matcher set = SET.matcher(statement.asText());
            if (set.matches()) {
                tables.getConfig().set(set.group(1).replace("''", "'"), set.group(2).replace("''", "'"));
            } else {
                result = tables.executeSql(statement.asText().replaceFirst(";\\s*$", ""));
            }
        }
        answer.put("stage", "run");
        List<Column> columns = result.getResolvedSchema().getColumns();
        ArrayNode described = answer.putArray("columns");
        for (Column column : columns) {
            described
                    .addObject()
                    .put("name", column.getName())
                    .put("type", column.getDataType().getLogicalType().asSummaryString());
        }
        ArrayNode rows = answer.putArray("rows");
        TableResult finished = result;
        CompletableFuture<Void> reading =
                CompletableFuture.runAsync(() -> read(finished, columns, rows), command -> daemon(command).start());
        try {
            reading.get(job.path("limit_ms").asLong(30000), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            result.getJobClient().ifPresent(JobClient::cancel);
            throw new Exception("time limit reached", late);
        }
    }

    private StreamTableEnvironment environment(JsonNode job) {
        EnvironmentSettings.Builder settings = EnvironmentSettings.newInstance().inStreamingMode();
        for (JsonNode statement : job.get("statements")) {
            Matcher set = SET.matcher(statement.asText());
            if (set.matches() && set.group(1).equals("execution.runtime-mode") && set.group(2).equals("batch")) {
                settings = EnvironmentSettings.newInstance().inBatchMode();
            }
        }
        Configuration configuration = new Configuration();
        configuration.setString("execution.target", "oracle");
        configuration.setString("parallelism.default", "1");
        configuration.setBoolean("execution.attached", true);
        StreamExecutionEnvironment streams =
                new StreamExecutionEnvironment(
                        new OnThisCluster(cluster), configuration, FlinkOracle.class.getClassLoader());
        return StreamTableEnvironment.create(streams, settings.build());
    }

    private static void read(TableResult result, List<Column> columns, ArrayNode rows) {
        try (CloseableIterator<Row> iterator = result.collect()) {
            while (iterator.hasNext()) {
                Row row = iterator.next();
                ArrayNode line = rows.addArray().add(row.getKind().shortString());
                for (int i = 0; i < columns.size(); ++i) {
                    line.add(JsonValue.of(row.getField(i), columns.get(i).getDataType().getLogicalType()));
                }
            }
        } catch (Exception error) {
            throw new RuntimeException(error);
        }
    }

    /** The messages of the error and of its causes, each once, the innermost first. */
    private static String causes(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String line = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            if (text.indexOf(line) < 0) {
                text.insert(0, line + "\n");
            }
        }
        return text.toString();
    }

    /** Hands jobs to the one cluster instead of starting another for each. */
    private static final class OnThisCluster
            implements PipelineExecutorServiceLoader, PipelineExecutorFactory, PipelineExecutor {
        private final MiniCluster cluster;

        OnThisCluster(MiniCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
            return this;
        }

        @Override
        public java.util.stream.Stream<String> getExecutorNames() {
            return java.util.stream.Stream.of("oracle");
        }

        @Override
        public String getName() {
            return "oracle";
        }

        @Override
        public boolean isCompatibleWith(Configuration configuration) {
            return true;
        }

        @Override
        public PipelineExecutor getExecutor(Configuration configuration) {
            return this;
        }

        @Override
        public CompletableFuture<JobClient> execute(Pipeline pipeline, Configuration configuration, ClassLoader loader)
                throws Exception {
            JobGraph graph = PipelineExecutorUtils.getJobGraph(pipeline, configuration, loader);
            return cluster.submitJob(graph)
                    .thenApply(
                            submitted ->
                                    new MiniClusterJobClient(
                                            submitted.getJobID(),
                                            cluster,
                                            loader,
                                            MiniClusterJobClient.JobFinalizationBehavior.NOTHING));
        }
    }
}
