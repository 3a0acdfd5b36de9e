#pragma once
// Java key and trust stores as librdkafka takes them: PEM and PKCS12 are read, JKS is refused with the command that
// converts it. Reads files; any thread.

#include <map>
#include <string>

#include "connector/kafka/client_settings.h"

namespace mullion::kafka {

/// Adds what the stores hold to both clients' settings.
Status LoadStores(ClientSettings* settings);

}  // namespace mullion::kafka
