#pragma once
// The Elasticsearch sink: rows become writes of documents, which a BulkSender brings there. Owned by the worker's sink
// runner and called by its thread only; one more thread sends.
// A row with a primary key replaces the document of that _id, carrying its window's end as external version; a row
// without one creates a document whose id comes from its content (KeylessIds). Snapshot layout: version (1 byte, 1),
// keyless counters, then every unacknowledged write.

#include <memory>

#include "connector/elasticsearch/elasticsearch_options.h"
#include "connector/elasticsearch/index_name.h"
#include "connector/sink.h"

namespace mullion::elasticsearch {

std::unique_ptr<Sink> MakeElasticsearchSink(const TableDefinition& table, ElasticsearchOptions options,
                                            IndexNamer namer);

}  // namespace mullion::elasticsearch
