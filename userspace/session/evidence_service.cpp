// SPDX-License-Identifier: Apache-2.0
#include "session/evidence_service.h"

#include <utility>

namespace canary {
namespace {

/// The loop comes to it within a tick, unless the machine starves.
constexpr Duration kRefreshLimit = std::chrono::seconds(1);

}  // namespace

EvidenceService::EvidenceService(SessionHeader header, EventLoop& loop, BootClock clock,
                                 std::function<void()> report)
    : loop_(loop), clock_(clock), report_(std::move(report)), store_(std::move(header)) {}

Result<void> EvidenceService::open(const EvidenceOptions& options, const EvidenceSecrets& secrets,
                                   const std::string& netns) {
  // The first report's readings lie in what the second one completes: without them the drops since
  // the last reading would stand alone.
  auto refresh = LoopCall::make(loop_, [this] {
    report_();
    const Instant before = clock_.now();
    report_();
    store_.complete_until(before);
  });
  if (!refresh) return std::unexpected(refresh.error());
  refresh_ = std::move(*refresh);
  EvidenceServerOptions serving;
  serving.netns = netns;
  for (const IpAddress& address : options.listen) serving.listen.push_back({address, options.port});
  serving.token = secrets.token;
  serving.tls = secrets.server_tls;
  auto server = EvidenceServer::start(serving, store_, clock_,
                                      [this] { return refresh_->run(kRefreshLimit); });
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

}  // namespace canary
