import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** Starts one OpenSearch node out of the published jars: OpenSearchMain HOME HTTP_PORT [setting=value…]. */
public class OpenSearchMain {
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
    Node node = new SingleNode(environment, List.of(org.opensearch.transport.Netty4Plugin.class));
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
