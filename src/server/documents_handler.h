#pragma once
// The embedded result store at an address that answers as Elasticsearch 7 does, so that
// `curl http://localhost:9200/total_amount/_search` prints the same shape in `mullion demo` as in the full stack.
// Read-only: _search, _count, _doc/ID, _source/ID, _cat/indices, _cluster/health, the root. Shapes after
// Elasticsearch 7.8.
// Owner: the cli, which gives it to a HttpServer. Everything runs on that server's thread.

#include <memory>

#include "http/http_server.h"
#include "server/document_store.h"

namespace mullion {

/// `store` must outlive the handler.
std::unique_ptr<HttpHandler> MakeDocumentsHandler(DocumentStore& store);

}  // namespace mullion
