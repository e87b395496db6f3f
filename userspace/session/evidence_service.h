// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/loop_call.h"
#include "cluster/evidence_server.h"
#include "cluster/evidence_store.h"
#include "session/evidence_options.h"
#include "session/evidence_secrets.h"

namespace canary {

/// Keeps what this node saw of its peers' probes, and tells it to peers that ask because they lost
/// some.
class EvidenceService {
 public:
  /// `report` lets the sources push what has happened until now; it is called on the loop's thread.
  EvidenceService(SessionHeader header, EventLoop& loop, BootClock clock,
                  std::function<void()> report);

  void push(Instant at, const Observed& what) { store_.push(at, what); }
  /// Begins to serve. Signals must be blocked before: threads begin here.
  Result<void> open(const EvidenceOptions& options, const EvidenceSecrets& secrets,
                    const std::string& netns);
  /// Takes note that nothing more will be pushed; what there is, is served on.
  void end(Instant at) { store_.end(at); }

 private:
  EventLoop& loop_;
  BootClock clock_;
  std::function<void()> report_;
  EvidenceStore store_;
  std::unique_ptr<LoopCall> refresh_;
  std::unique_ptr<EvidenceServer> server_;  ///< last: it ends before what it uses
};

}  // namespace canary
