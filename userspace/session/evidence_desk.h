// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/loop_call.h"
#include "cli/options.h"
#include "cluster/evidence_server.h"
#include "cluster/evidence_store.h"

namespace canary {

/// What --evidence-... names, read and found usable before anything is attached.
struct EvidenceSecrets {
  std::string token;
  TlsContext server_tls, client_tls;
};

/// Nothing where no token is given.
[[nodiscard]] Result<std::optional<EvidenceSecrets>> read_evidence_secrets(
    const EvidenceOptions& options);

/// Where peers ask what this node saw of their lost probes: keeps it, and serves it.
class EvidenceDesk {
 public:
  /// `report` lets the sources push what has happened until now; on the loop's thread.
  EvidenceDesk(SessionHeader header, EventLoop& loop, BootClock clock,
               std::function<void()> report);

  void push(Instant at, const Observed& what) { store_.push(at, what); }
  /// Begins to serve. Signals must be blocked before: threads begin here.
  Result<void> open(const EvidenceOptions& options, const EvidenceSecrets& secrets,
                    const std::string& netns);
  /// Nothing more will be pushed; what there is, is served on.
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
