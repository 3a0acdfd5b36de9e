// mullion demo: the reference job on an embedded default, nothing to install: a built-in generator, the results in
// SQLite, the page, and the documents at an address that answers as Elasticsearch does.

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/stored_documents.h"
#include "plan/session.h"
#include "server/documents_handler.h"

namespace mullion {
namespace {

constexpr double kRowsPerSecond = 50;

/// The reference job; only the two WITH clauses differ from the one on Kafka and Elasticsearch.
std::string DemoSql(double speed, const std::string& database) {
  return fmt::format(R"sql(SET 'pipeline.name' = 'demo';
SET 'table.local-time-zone' = 'UTC';

CREATE TABLE transaction_msg (client INT, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
  WITH ('connector' = 'datagen', 'rows-per-second' = '{}', 'mullion.speed' = '{}',
        'fields.client.min' = '1', 'fields.client.max' = '4',
        'fields.amount.min' = '1', 'fields.amount.max' = '200');

CREATE TABLE total_amount (client INT PRIMARY KEY NOT ENFORCED, window_start TIMESTAMP(3), window_end TIMESTAMP(3),
                           total_amount INT)
  WITH ('connector' = 'sqlite', 'path' = '{}');

INSERT INTO total_amount
  SELECT client, window_start, window_end, SUM(amount)
  FROM TABLE(TUMBLE(TABLE transaction_msg, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
  GROUP BY client, window_start, window_end;
)sql",
                     static_cast<int64_t>(kRowsPerSecond * std::max(1.0, speed / 4)), speed, database);
}

struct Demo {
  std::vector<std::unique_ptr<JobHost>> hosts;
  std::unique_ptr<DocumentStore> documents;
  std::unique_ptr<HttpHandler> documents_handler;
  std::unique_ptr<HttpServer> documents_server;
};

/// A taken port is said with its option; the demo goes on without the documents then.
void ServeDocuments(const Program& program, const std::string& database, Demo* demo) {
  demo->documents = MakeStoredDocuments(MakeResultStore(database), "total_amount", program.log);
  demo->documents_handler = MakeDocumentsHandler(*demo->documents);
  HttpServerOptions options;
  options.port = static_cast<uint16_t>(program.options->demo_es_port);
  options.port_option = "--es-port";
  auto server = HttpServer::Start(options, *demo->documents_handler);
  if (!server) {
    std::fprintf(stderr, "documents: not served. %s\n", server.error().ToString().c_str());
    return;
  }
  demo->documents_server = *std::move(server);
  std::fprintf(stderr, "documents: curl -XGET \"http://localhost:%d/total_amount/_search?pretty\"\n",
               demo->documents_server->port());
}

Result<Demo> StartDemo(const Program& program) {
  MULLION_ASSIGN(std::string root, StateRoot(*program.options));
  std::string folder = root + "/demo";
  MULLION_TRY(program.files->MakeFolder(folder));
  std::string database = folder + "/results.db";
  Session session(program.connectors, {.clock = program.clock});
  MULLION_ASSIGN(auto results, session.ExecuteScript(DemoSql(program.options->demo_speed, database)));
  auto* plan = std::get_if<JobPlan>(&results.back());
  MULLION_CHECK(plan != nullptr, "the demo's last statement is its job");
  MULLION_ASSIGN(JobOptions options, MakeJobOptions(program, *plan));
  options.drop_other_state = true;  // another --speed is another text
  PageAddress page{.port = static_cast<uint16_t>(program.options->demo_port), .port_option = "--port"};
  Demo demo;
  MULLION_ASSIGN(auto host, JobHost::Start(std::move(*plan), std::move(options), page));
  std::fprintf(stderr, "page: %s\n", host->page_url().c_str());
  demo.hosts.push_back(std::move(host));
  ServeDocuments(program, database, &demo);
  return demo;
}

}  // namespace

int RunDemo(const Program& program) {
  auto demo = StartDemo(program);
  if (!demo) return PrintError(demo.error(), "demo", "");
  std::fprintf(stderr, "stop with Ctrl-C; the demo goes on there when it is started again\n");
  return WaitForJobs(program, demo->hosts);
}

}  // namespace mullion
