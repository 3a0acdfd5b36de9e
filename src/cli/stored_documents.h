#pragma once
// The embedded result store behind the address that answers as Elasticsearch does. Called on that server's thread.

#include <memory>
#include <string>

#include "base/log.h"
#include "connector/sqlite/result_store.h"
#include "server/document_store.h"

namespace mullion {

/// `index` is there from the start, empty until the job's first result.
std::unique_ptr<DocumentStore> MakeStoredDocuments(std::unique_ptr<ResultStore> store, std::string index, Logger* log);

}  // namespace mullion
