#include "connector/elasticsearch/elasticsearch_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <random>
#include <utility>

#include "base/binary.h"
#include "connector/elasticsearch/bulk_sender.h"
#include "connector/elasticsearch/document_id.h"
#include "connector/elasticsearch/keyless_id.h"
#include "format/format.h"

namespace mullion::elasticsearch {
namespace {

constexpr uint8_t kSnapshotVersion = 1;

/// Scatter of waits; nothing else may depend on it.
std::function<double()> SystemRandom() {
  return [engine = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

class ElasticsearchSink final : public Sink {
 public:
  ElasticsearchSink(const TableDefinition& table, ElasticsearchOptions options, IndexNamer namer)
      : table_(table),
        options_(std::move(options)),
        namer_(std::move(namer)),
        document_ids_(table_, options_.key_delimiter) {}

  ~ElasticsearchSink() override {
    if (transport_) transport_->Stop();
  }

  Status Open(const SinkContext& context) override {
    context_ = context;
    FormatSpec format{.name = "json",
                      .options = options_.format_options,
                      .schema = table_.physical,
                      .projection = {},
                      .session_zone = table_.session_zone};
    MULLION_ASSIGN(encoder_, MakeEncoder(format));
    MULLION_ASSIGN(transport_, MakeHttpClient(options_.http));
    if (context.strict) MULLION_TRY(RequireHost());
    SenderOptions sender = MakeSenderOptions(options_, table_, context.strict);
    sender.buffer_bytes_max = context.buffer_bytes_max;
    sender.backoff.random = SystemRandom();
    sender_ = std::make_unique<BulkSender>(std::move(sender), context_, transport_.get());
    keyless_ids_.emplace(context.job_name, table_.name, context.sink_number);
    return Ok();
  }

  Status Write(const Batch& rows) override {
    Batch physical = rows;
    physical.columns.resize(table_.physical.size());
    bytes_.clear();
    ranges_.clear();
    MULLION_TRY(encoder_->Encode(physical, &bytes_, &ranges_));
    RowSpan selected(rows);
    MULLION_CHECK(ranges_.size() == selected.rows().size());
    std::vector<DocumentWrite> writes;
    writes.reserve(ranges_.size());
    TimestampMs now_ms = context_.clock->NowMs();
    for (size_t i = 0; i < ranges_.size(); ++i) {
      uint32_t row = selected.rows()[i];
      // The row after an update says all; the one before it would delete what is replaced.
      if (rows.kind(row) == ChangeKind::kUpdateBefore) continue;
      std::string_view document(bytes_.data() + ranges_[i].begin, ranges_[i].end - ranges_[i].begin);
      DocumentWrite write = MakeWrite(rows, row, document, now_ms);
      if (std::string why = WhyNot(rows, row, write); !why.empty()) {
        MULLION_TRY(SetAside(write, std::move(why)));
      } else {
        writes.push_back(std::move(write));
      }
    }
    sender_->Add(std::move(writes));
    return Ok();
  }

  bool full() const override { return sender_->full(); }
  Status Poll() override { return sender_->status(); }
  void Flush() override { sender_->Flush(); }
  bool drained() const override { return sender_->drained(); }
  SinkStats stats() const override { return sender_->stats(); }

  Result<std::string> Snapshot() override {
    std::string out;
    PutValue(kSnapshotVersion, &out);
    keyless_ids_->Save(&out);
    sender_->ForEachPending([&out](const DocumentWrite& write) { EncodeWrite(write, &out); });
    return out;
  }

  Status Restore(std::string_view snapshot) override {
    BinaryReader reader(&snapshot, "the checkpoint of the Elasticsearch sink");
    MULLION_ASSIGN(auto version, reader.Value<uint8_t>());
    if (version != kSnapshotVersion) {
      return Fail(Error::User(fmt::format("the checkpoint of table {} has sink version {}, and this program reads {}",
                                          table_.name, version, kSnapshotVersion)));
    }
    MULLION_TRY(keyless_ids_->Load(&snapshot));
    std::vector<DocumentWrite> writes;
    while (!snapshot.empty()) {
      MULLION_ASSIGN(auto write, DecodeWrite(&snapshot));
      writes.push_back(std::move(write));
    }
    sender_->Add(std::move(writes));
    return Ok();
  }

  Status Close(bool finished) override {
    if (transport_) transport_->Stop();
    Status status = sender_ ? sender_->status() : Ok();
    if (status && finished) MULLION_CHECK(!sender_ || sender_->drained(), "a finished sink has nothing left to send");
    return status;
  }

 private:
  DocumentWrite MakeWrite(const Batch& rows, uint32_t row, std::string_view document, TimestampMs now_ms) {
    DocumentWrite write;
    namer_.Append(rows, row, now_ms, &write.index);
    std::optional<int64_t> window_end = WindowEnd(rows, row);
    if (table_.primary_key.empty()) {
      write.kind = WriteKind::kCreate;
      write.id = keyless_ids_->Next(window_end, document);
    } else {
      document_ids_.Append(rows, row, &write.id);
      if (rows.kind(row) == ChangeKind::kDelete) {
        write.kind = WriteKind::kDelete;
      } else {
        write.kind = context_.strict ? WriteKind::kUpdate : WriteKind::kIndex;
      }
      if (window_end && !context_.strict) write.version = std::max<int64_t>(0, *window_end);
    }
    if (write.kind != WriteKind::kDelete) write.document = document;
    return write;
  }

  std::optional<int64_t> WindowEnd(const Batch& rows, uint32_t row) const {
    if (!context_.window_end_column) return std::nullopt;
    const Column& column = *rows.columns[*context_.window_end_column];
    if (column.IsNull(row)) return std::nullopt;
    return column.Values<int64_t>()[row];
  }

  /// Why Elasticsearch could not take this document; empty when it can.
  std::string WhyNot(const Batch& rows, uint32_t row, const DocumentWrite& write) const {
    for (int position : table_.primary_key) {
      if (rows.columns[position]->IsNull(row)) {
        return fmt::format("the primary key column {} is NULL", table_.physical[position].name);
      }
    }
    if (write.id.empty()) return "the primary key is an empty text, and an _id may not be empty";
    if (write.id.size() > kDocumentIdBytesMax) {
      return fmt::format("the _id is {} bytes long, and Elasticsearch takes {}", write.id.size(), kDocumentIdBytesMax);
    }
    if (namer_.is_fixed()) return {};
    auto why = WhyNotAnIndexName(write.index);
    return why ? fmt::format("'{}' cannot be the name of an index: {}", write.index, *why) : std::string();
  }

  Status SetAside(const DocumentWrite& write, std::string why) {
    if (context_.strict || options_.failure_handler == FailureHandler::kFail) {
      return Fail(
          Error::Outside("a row cannot become a document", false).Where("table " + table_.name).Why(std::move(why)));
    }
    sender_->CountRejected();
    if (options_.failure_handler == FailureHandler::kIgnore) return Ok();
    context_.dead_letters->Add({.origin = write.index,
                                .split = "",
                                .position = -1,
                                .reason = std::move(why),
                                .kind = "rejected",
                                .payload = write.document.substr(0, 64 << 10)});
    return Ok();
  }

  /// Flink's sink fails at once when no host answers.
  Status RequireHost() {
    auto answered = std::make_shared<std::promise<HttpOutcome>>();
    transport_->Send({"HEAD", "/", "", ""},
                     [answered](HttpOutcome outcome) { answered->set_value(std::move(outcome)); });
    HttpOutcome outcome = answered->get_future().get();
    if (outcome) return Ok();
    return Fail(Error::Outside("There are no reachable Elasticsearch nodes!", true)
                    .Where("table " + table_.name)
                    .Why(outcome.error().text));
  }

  const TableDefinition table_;
  const ElasticsearchOptions options_;
  const IndexNamer namer_;
  const DocumentIdMaker document_ids_;
  SinkContext context_;
  std::optional<KeylessIds> keyless_ids_;
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<BulkSender> sender_;
  std::unique_ptr<HttpTransport> transport_;  ///< stopped before `sender_`, which it calls, goes
  std::string bytes_;
  std::vector<ByteRange> ranges_;
};

}  // namespace

std::unique_ptr<Sink> MakeElasticsearchSink(const TableDefinition& table, ElasticsearchOptions options,
                                            IndexNamer namer) {
  return std::make_unique<ElasticsearchSink>(table, std::move(options), std::move(namer));
}

}  // namespace mullion::elasticsearch
