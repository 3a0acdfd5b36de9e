#pragma once
// What answers a Python script: the engine here, or a cluster. Owned by the command; the ScriptHandler's methods are
// called on the thread that serves the script, the others by the command's own.

#include "server/script_protocol.h"

namespace mullion {

class ScriptHost : public ScriptHandler {
 public:
  /// The program shall end: takes no statement any more.
  virtual void StopAll() = 0;
  /// After StopAll(): nothing is left that the script should wait for.
  virtual bool AllDone() = 0;
};

}  // namespace mullion
