#include "connector/kafka/client_settings.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/suggest.h"
#include "connector/kafka/jaas.h"
#include "connector/kafka/property_rules.h"

namespace mullion::kafka {
namespace {

constexpr std::string_view kPrefix = "properties.";

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

class SettingsReader {
 public:
  explicit SettingsReader(const TableDefinition& table) : table_(table) {}

  Result<ClientSettings> Read() {
    MULLION_TRY(ApplyRules());
    if (settings_.bootstrap_servers.empty()) {
      return Fail(Error::User(fmt::format("table {} does not say where Kafka is", table_.name))
                      .Hint("Add 'properties.bootstrap.servers' = 'host:9092'."));
    }
    MULLION_TRY(ReadOwn());
    MULLION_TRY(ReadSasl());
    ReadTls();
    return std::move(settings_);
  }

 private:
  const std::string* Property(std::string_view name) const {
    return table_.Option(std::string(kPrefix) + std::string(name));
  }

  std::string TakeProperty(std::string_view name) const {
    const std::string* value = Property(name);
    return value ? *value : std::string();
  }

  Error&& At(std::string_view name, Error&& error) const {
    return AtOption(table_, std::string(kPrefix) + std::string(name), std::move(error));
  }

  void SetBoth(const std::string& name, const std::string& value) {
    settings_.consumer[name] = value;
    settings_.producer[name] = value;
  }

  Status ApplyRules() {
    for (const auto& [option, value] : table_.options) {
      if (!option.starts_with(kPrefix)) continue;
      std::string name = option.substr(kPrefix.size());
      const PropertyRule* rule = FindPropertyRule(name);
      if (rule == nullptr) return Fail(Unknown(name));
      MULLION_TRY(ApplyRule(*rule, value));
    }
    return Ok();
  }

  Error Unknown(const std::string& name) const {
    std::vector<std::string> known = UsablePropertyNames();
    std::string near = DidYouMean(name, known);
    return At(name, Error::User(fmt::format("'properties.{}' is not a Kafka client property known here", name))
                        .Hint(near.empty() ? fmt::format("Known: {}.", fmt::join(known, ", ")) : near));
  }

  Status ApplyRule(const PropertyRule& rule, const std::string& value) {
    switch (rule.use) {
      case PropertyUse::kPass:
        Pass(rule, value);
        break;
      case PropertyUse::kIgnore:
        settings_.notes.push_back(fmt::format("'properties.{}' is ignored: {}", rule.name, rule.reason));
        break;
      case PropertyUse::kRefuse:
        return Fail(
            At(rule.name,
               Error::User(fmt::format("'properties.{}' is refused: {}", rule.name, rule.reason)).Hint("Remove it.")));
      case PropertyUse::kOurs:
        break;
    }
    return Ok();
  }

  void Pass(const PropertyRule& rule, std::string value) {
    if (rule.name == "bootstrap.servers") settings_.bootstrap_servers = value;
    if (rule.name == "security.protocol") value = Lower(value);
    // -1 is Java's "the system's default", librdkafka's is 0.
    if (rule.target.starts_with("socket.") && value == "-1") value = "0";
    int roles = static_cast<int>(rule.role);
    if (roles & static_cast<int>(ClientRole::kConsumer)) settings_.consumer[std::string(rule.target)] = value;
    if (roles & static_cast<int>(ClientRole::kProducer)) {
      // For a producer Java's request.timeout.ms bounds the broker's answer to one write.
      settings_.producer[rule.name == "request.timeout.ms" ? "request.timeout.ms" : std::string(rule.target)] = value;
    }
  }

  Status ReadOwn() {
    settings_.group_id = TakeProperty("group.id");
    std::string client_id = TakeProperty("client.id");
    if (client_id.empty()) {
      std::string prefix = TakeProperty("client.id.prefix");
      SetBoth("client.id", (prefix.empty() ? "mullion" : prefix) + "-" + table_.name);
    }
    if (const std::string* level = Property("isolation.level")) {
      if (*level != "read_committed" && *level != "read_uncommitted") {
        return Fail(OneOf("isolation.level", *level, "read_committed or read_uncommitted"));
      }
      settings_.isolation_level = *level;
    }
    MULLION_ASSIGN(settings_.commit_offsets, BoolOption(table_, "properties.commit.offsets.on.checkpoint", true));
    MULLION_ASSIGN(settings_.api_timeout_ms, LongOption(table_, "properties.default.api.timeout.ms", 60'000));
    return ReadReset();
  }

  Status ReadReset() {
    const std::string* reset = Property("auto.offset.reset");
    if (reset == nullptr || *reset == "none") return Ok();
    if (*reset == "earliest") {
      settings_.reset = ResetPolicy::kEarliest;
    } else if (*reset == "latest") {
      settings_.reset = ResetPolicy::kLatest;
    } else {
      return Fail(OneOf("auto.offset.reset", *reset, "earliest, latest or none"));
    }
    return Ok();
  }

  Error OneOf(std::string_view name, const std::string& value, std::string_view right) const {
    return At(name, Error::User(fmt::format("'properties.{}' = '{}' is none of its values", name, value))
                        .Hint(fmt::format("Write {}.", right)));
  }

  Status ReadSasl() {
    std::string mechanism = TakeProperty("sasl.mechanism");
    if (mechanism.empty()) mechanism = TakeProperty("sasl.mechanisms");
    std::string user = TakeProperty("sasl.username"), password = TakeProperty("sasl.password");
    if (const std::string* text = Property("sasl.jaas.config")) {
      auto entry = ParseJaas(*text);
      if (!entry) return Fail(At("sasl.jaas.config", std::move(entry.error())));
      MULLION_TRY(ApplyJaas(*entry, &mechanism, &user, &password));
    }
    if (mechanism.empty() && user.empty()) return Ok();
    if (mechanism.empty()) mechanism = "PLAIN";
    MULLION_TRY(CheckMechanism(mechanism));
    SetBoth("sasl.mechanisms", mechanism);
    if (!user.empty()) SetBoth("sasl.username", user);
    if (!password.empty()) SetBoth("sasl.password", password);
    // No command is run for tickets: kinit beside this process keeps them.
    if (mechanism == "GSSAPI") SetBoth("sasl.kerberos.min.time.before.relogin", "0");
    return Ok();
  }

  Status CheckMechanism(const std::string& mechanism) const {
    static constexpr std::string_view kKnown[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"};
    if (std::ranges::find(kKnown, mechanism) != std::end(kKnown)) return Ok();
    return Fail(At("sasl.mechanism", Error::User(fmt::format("SASL mechanism '{}' is not supported", mechanism))
                                         .Hint("Supported: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and GSSAPI with a "
                                               "ticket from kinit.")));
  }

  Status ApplyJaas(const JaasEntry& entry, std::string* mechanism, std::string* user, std::string* password) {
    auto option = [&](const char* name) {
      auto it = entry.options.find(name);
      return it == entry.options.end() ? std::string() : it->second;
    };
    if (entry.module == "PlainLoginModule" || entry.module == "ScramLoginModule") {
      *user = option("username");
      *password = option("password");
      if (user->empty() || password->empty()) {
        return Fail(At("sasl.jaas.config", Error::User(fmt::format("{} needs username and password", entry.module))));
      }
      if (mechanism->empty()) *mechanism = entry.module == "PlainLoginModule" ? "PLAIN" : "SCRAM-SHA-256";
      return Ok();
    }
    if (entry.module == "Krb5LoginModule") {
      *mechanism = "GSSAPI";
      if (!option("serviceName").empty()) SetBoth("sasl.kerberos.service.name", option("serviceName"));
      if (!option("principal").empty()) SetBoth("sasl.kerberos.principal", option("principal"));
      if (!option("keyTab").empty()) {
        settings_.notes.push_back(
            "the keyTab of 'properties.sasl.jaas.config' is not read: get a ticket with kinit -kt");
      }
      return Ok();
    }
    return Fail(At("sasl.jaas.config", Error::User(fmt::format("login module {} is not supported", entry.module))
                                           .Hint("Supported: PlainLoginModule, ScramLoginModule, Krb5LoginModule.")));
  }

  std::optional<StoreFile> Store(const std::string& kind) const {
    std::string prefix = "ssl." + kind + ".";
    const std::string* path = Property(prefix + "location");
    if (path == nullptr) return std::nullopt;
    std::string type = Lower(TakeProperty(prefix + "type"));
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return StoreFile{*path, TakeProperty(prefix + "password"), type, std::string(kPrefix) + prefix + "location"};
  }

  void ReadTls() {
    settings_.trust_store = Store("truststore");
    settings_.key_store = Store("keystore");
    if (const std::string* pem = Property("ssl.truststore.certificates")) SetBoth("ssl.ca.pem", *pem);
    if (const std::string* pem = Property("ssl.keystore.certificate.chain")) SetBoth("ssl.certificate.pem", *pem);
    if (const std::string* pem = Property("ssl.keystore.key")) SetBoth("ssl.key.pem", *pem);
    if (const std::string* password = Property("ssl.key.password")) SetBoth("ssl.key.password", *password);
    const std::string* check = Property("ssl.endpoint.identification.algorithm");
    bool verify = check == nullptr || Lower(*check) == "https";
    SetBoth("ssl.endpoint.identification.algorithm", verify ? "https" : "none");
    if (!verify) {
      settings_.notes.push_back(
          "'properties.ssl.endpoint.identification.algorithm' is off: the broker's name is not checked against its "
          "certificate");
    }
  }

  const TableDefinition& table_;
  ClientSettings settings_;
};

}  // namespace

Error&& AtOption(const TableDefinition& table, const std::string& option, Error&& error) {
  auto it = table.option_positions.find(option);
  return it == table.option_positions.end() ? std::move(error) : std::move(error).At(it->second);
}

Result<ClientSettings> ReadClientSettings(const TableDefinition& table) {
  return SettingsReader(table).Read();
}

}  // namespace mullion::kafka
