import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.Plugin;

/** Starts one Elasticsearch node out of the published jars: ElasticsearchMain HOME HTTP_PORT [setting=value…]. */
public class ElasticsearchMain {
  static class SingleNode extends Node {
    SingleNode(Environment environment, List<Class<? extends Plugin>> plugins) {
      super(environment, plugins, false);
    }
  }

  public static void main(String[] args) throws Exception {
    Settings.Builder settings = Settings.builder()
        .put("path.home", args[0]).put("http.port", args[1]).put("transport.port", "0")
        .put("network.host", "127.0.0.1").put("discovery.type", "single-node")
        .put("http.type", "netty4").put("transport.type", "netty4")
        .put("cluster.name", "mullion-test").put("node.name", "node-1")
        .put("cluster.routing.allocation.disk.threshold_enabled", false);
    for (int i = 2; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    Environment environment = InternalSettingsPreparer.prepareEnvironment(
        settings.build(), Map.of(), Path.of(args[0], "config"), () -> "node-1");
    Node node = new SingleNode(environment, List.of(
        org.elasticsearch.transport.Netty4Plugin.class, org.elasticsearch.index.reindex.ReindexPlugin.class,
        org.elasticsearch.script.mustache.MustachePlugin.class, org.elasticsearch.join.ParentJoinPlugin.class,
        org.elasticsearch.analysis.common.CommonAnalysisPlugin.class));
    node.start();
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception e) {
        e.printStackTrace();
      }
      stopped.countDown();
    }));
    stopped.await();
  }
}
