#include "connector/kafka/property_rules.h"

#include <algorithm>

namespace mullion::kafka {
namespace {

using enum PropertyUse;
using enum ClientRole;

constexpr std::string_view kNoGroup = "partitions are assigned by this engine, not by the group";
constexpr std::string_view kFormats = "the table's formats decode and encode";
constexpr std::string_view kLoadsCode = "it loads code into the client";
constexpr std::string_view kJavaOnly = "it steers Java's TLS library only";
constexpr std::string_view kCheckpoints = "offsets are committed with checkpoints";

constexpr PropertyRule kRules[] = {
    // Both clients.
    {"bootstrap.servers", kPass, kBoth, "bootstrap.servers", ""},
    {"client.id", kPass, kBoth, "client.id", ""},
    {"client.rack", kPass, kConsumer, "client.rack", ""},
    {"client.dns.lookup", kIgnore, kBoth, "", "every address of a broker is tried"},
    {"security.protocol", kPass, kBoth, "security.protocol", ""},
    {"metadata.max.age.ms", kPass, kBoth, "topic.metadata.refresh.interval.ms", ""},
    {"reconnect.backoff.ms", kPass, kBoth, "reconnect.backoff.ms", ""},
    {"reconnect.backoff.max.ms", kPass, kBoth, "reconnect.backoff.max.ms", ""},
    {"retry.backoff.ms", kPass, kProducer, "retry.backoff.ms", ""},
    {"socket.connection.setup.timeout.ms", kPass, kBoth, "socket.connection.setup.timeout.ms", ""},
    {"socket.connection.setup.timeout.max.ms", kIgnore, kBoth, "", "there is one time limit for a connection"},
    {"socket.keepalive.enable", kPass, kBoth, "socket.keepalive.enable", ""},
    {"connections.max.idle.ms", kPass, kBoth, "connections.max.idle.ms", ""},
    {"send.buffer.bytes", kPass, kBoth, "socket.send.buffer.bytes", ""},
    {"receive.buffer.bytes", kPass, kBoth, "socket.receive.buffer.bytes", ""},
    {"broker.address.family", kPass, kBoth, "broker.address.family", ""},
    {"default.api.timeout.ms", kOurs, kBoth, "", ""},
    {"metrics.num.samples", kIgnore, kBoth, "", "this engine has its own metrics"},
    {"metrics.recording.level", kIgnore, kBoth, "", "this engine has its own metrics"},
    {"metrics.sample.window.ms", kIgnore, kBoth, "", "this engine has its own metrics"},
    {"metric.reporters", kRefuse, kBoth, "", kLoadsCode},
    {"auto.include.jmx.reporter", kIgnore, kBoth, "", "there is no JMX here"},
    {"interceptor.classes", kRefuse, kBoth, "", kLoadsCode},
    {"security.providers", kRefuse, kBoth, "", kLoadsCode},
    {"config.providers", kRefuse, kBoth, "", kLoadsCode},
    {"plugin.library.paths", kRefuse, kBoth, "", kLoadsCode},
    {"ssl.engine.location", kRefuse, kBoth, "", kLoadsCode},
    {"ssl.engine.factory.class", kRefuse, kBoth, "", kLoadsCode},
    // Reading.
    {"group.id", kOurs, kConsumer, "", ""},
    {"auto.offset.reset", kOurs, kConsumer, "", ""},
    {"isolation.level", kOurs, kConsumer, "", ""},
    {"partition.discovery.interval.ms", kOurs, kConsumer, "", ""},
    {"check.crcs", kPass, kConsumer, "check.crcs", ""},
    {"fetch.min.bytes", kPass, kConsumer, "fetch.min.bytes", ""},
    {"fetch.max.bytes", kPass, kConsumer, "fetch.max.bytes", ""},
    {"fetch.max.wait.ms", kPass, kConsumer, "fetch.wait.max.ms", ""},
    {"max.partition.fetch.bytes", kPass, kConsumer, "fetch.message.max.bytes", ""},
    {"queued.min.messages", kPass, kConsumer, "queued.min.messages", ""},
    {"queued.max.messages.kbytes", kPass, kConsumer, "queued.max.messages.kbytes", ""},
    {"request.timeout.ms", kPass, kBoth, "socket.timeout.ms", ""},
    {"enable.auto.commit", kIgnore, kConsumer, "", kCheckpoints},
    {"auto.commit.interval.ms", kIgnore, kConsumer, "", kCheckpoints},
    {"allow.auto.create.topics", kIgnore, kConsumer, "", "reading never creates a topic"},
    {"exclude.internal.topics", kIgnore, kConsumer, "", "a pattern never takes Kafka's internal topics"},
    {"max.poll.records", kIgnore, kConsumer, "", "whole batches are taken"},
    {"max.poll.interval.ms", kIgnore, kConsumer, "", kNoGroup},
    {"session.timeout.ms", kIgnore, kConsumer, "", kNoGroup},
    {"heartbeat.interval.ms", kIgnore, kConsumer, "", kNoGroup},
    {"group.instance.id", kIgnore, kConsumer, "", kNoGroup},
    {"partition.assignment.strategy", kIgnore, kConsumer, "", kNoGroup},
    {"key.deserializer", kIgnore, kConsumer, "", kFormats},
    {"value.deserializer", kIgnore, kConsumer, "", kFormats},
    {"client.id.prefix", kOurs, kConsumer, "", ""},
    {"commit.offsets.on.checkpoint", kOurs, kConsumer, "", ""},
    {"register.consumer.metrics", kIgnore, kConsumer, "", "this engine has its own metrics"},
    // Writing.
    {"acks", kPass, kProducer, "acks", ""},
    {"linger.ms", kPass, kProducer, "linger.ms", ""},
    {"batch.size", kPass, kProducer, "batch.size", ""},
    {"compression.type", kPass, kProducer, "compression.type", ""},
    {"compression.level", kPass, kProducer, "compression.level", ""},
    {"max.request.size", kPass, kProducer, "message.max.bytes", ""},
    {"max.in.flight.requests.per.connection", kPass, kProducer, "max.in.flight.requests.per.connection", ""},
    {"retries", kPass, kProducer, "retries", ""},
    {"delivery.timeout.ms", kPass, kProducer, "delivery.timeout.ms", ""},
    {"enable.idempotence", kPass, kProducer, "enable.idempotence", ""},
    {"transaction.timeout.ms", kPass, kProducer, "transaction.timeout.ms", ""},
    {"transactional.id", kRefuse, kProducer, "", "'sink.transactional-id-prefix' names transactions"},
    {"buffer.memory", kIgnore, kProducer, "", "the sink's buffer has a bound of its own"},
    {"max.block.ms", kIgnore, kProducer, "", "a full buffer holds the job back instead of failing"},
    {"partitioner.class", kRefuse, kProducer, "", "it loads code; 'sink.partitioner' chooses the partition"},
    {"key.serializer", kIgnore, kProducer, "", kFormats},
    {"value.serializer", kIgnore, kProducer, "", kFormats},
    // SASL. What stands in sasl.jaas.config becomes librdkafka's own settings.
    {"sasl.mechanism", kOurs, kBoth, "", ""},
    {"sasl.mechanisms", kOurs, kBoth, "", ""},
    {"sasl.jaas.config", kOurs, kBoth, "", ""},
    {"sasl.username", kOurs, kBoth, "", ""},
    {"sasl.password", kOurs, kBoth, "", ""},
    {"sasl.kerberos.service.name", kPass, kBoth, "sasl.kerberos.service.name", ""},
    {"sasl.kerberos.kinit.cmd", kRefuse, kBoth, "", "it is a command; a ticket comes from kinit beside this process"},
    {"sasl.kerberos.min.time.before.relogin", kIgnore, kBoth, "", "a ticket comes from kinit beside this process"},
    {"sasl.kerberos.ticket.renew.jitter", kIgnore, kBoth, "", "a ticket comes from kinit beside this process"},
    {"sasl.kerberos.ticket.renew.window.factor", kIgnore, kBoth, "", "a ticket comes from kinit beside this process"},
    {"sasl.login.class", kRefuse, kBoth, "", kLoadsCode},
    {"sasl.login.callback.handler.class", kRefuse, kBoth, "", kLoadsCode},
    {"sasl.client.callback.handler.class", kRefuse, kBoth, "", kLoadsCode},
    {"sasl.oauthbearer.unsecure.jwt", kRefuse, kBoth, "", "it accepts unsigned tokens"},
    // TLS.
    {"ssl.truststore.location", kOurs, kBoth, "", ""},
    {"ssl.truststore.password", kOurs, kBoth, "", ""},
    {"ssl.truststore.type", kOurs, kBoth, "", ""},
    {"ssl.truststore.certificates", kOurs, kBoth, "", ""},
    {"ssl.keystore.location", kOurs, kBoth, "", ""},
    {"ssl.keystore.password", kOurs, kBoth, "", ""},
    {"ssl.keystore.type", kOurs, kBoth, "", ""},
    {"ssl.keystore.key", kOurs, kBoth, "", ""},
    {"ssl.keystore.certificate.chain", kOurs, kBoth, "", ""},
    {"ssl.key.password", kOurs, kBoth, "", ""},
    {"ssl.endpoint.identification.algorithm", kOurs, kBoth, "", ""},
    {"ssl.ca.location", kPass, kBoth, "ssl.ca.location", ""},
    {"ssl.certificate.location", kPass, kBoth, "ssl.certificate.location", ""},
    {"ssl.key.location", kPass, kBoth, "ssl.key.location", ""},
    {"ssl.protocol", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.enabled.protocols", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.cipher.suites", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.provider", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.keymanager.algorithm", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.trustmanager.algorithm", kIgnore, kBoth, "", kJavaOnly},
    {"ssl.secure.random.implementation", kIgnore, kBoth, "", kJavaOnly},
};

}  // namespace

const PropertyRule* FindPropertyRule(std::string_view name) {
  const auto* rule = std::ranges::find(kRules, name, &PropertyRule::name);
  return rule == std::end(kRules) ? nullptr : rule;
}

std::span<const PropertyRule> PropertyRules() {
  return kRules;
}

std::vector<std::string> UsablePropertyNames() {
  std::vector<std::string> names;
  for (const PropertyRule& rule : kRules) {
    if (rule.use != kRefuse) names.emplace_back(rule.name);
  }
  return names;
}

}  // namespace mullion::kafka
