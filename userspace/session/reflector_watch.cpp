// SPDX-License-Identifier: Apache-2.0
#include "session/reflector_watch.h"

#include <utility>

#include "base/scoped_netns.h"
#include "probe/local_route.h"
#include "probe/stamp_packet.h"
#include "session/session_plan.h"

namespace canary {
namespace {

/// Sizes the counter table: a reflector is not told how many will probe it.
constexpr std::size_t kPeersToReflect = 256;
/// Drops that were counted between two readings of the kernel's counters must be those that were
/// seen.
constexpr Duration kReadingInterval = std::chrono::seconds(10);

SessionHeader header_of(const ReflectOptions& options, std::string kernel, const BootClock& clock) {
  SessionHeader header;
  header.node = options.node;
  header.kernel = std::move(kernel);
  header.agent_kind = "none";
  header.utc_offset_ns = clock.utc_offset_ns();
  header.started = clock.now();
  header.local_addresses = options.local;
  header.local_addresses.insert(header.local_addresses.end(), options.control_local.begin(),
                                options.control_local.end());
  return header;
}

}  // namespace

ReflectorWatch::ReflectorWatch(const ReflectOptions& options, std::string kernel, EventLoop& loop,
                               BootClock clock)
    : options_(options),
      loop_(loop),
      clock_(clock),
      evidence_(header_of(options, std::move(kernel), clock), loop, clock,
                [this] { observer_->report(); }) {}

Result<std::unique_ptr<ReflectorWatch>> ReflectorWatch::start(const ReflectOptions& options,
                                                              EventLoop& loop, BootClock clock,
                                                              const std::optional<StampKey>& key) {
  if (options.evidence.token_file.empty()) return nullptr;
  const KernelFeatures features = detect_kernel_features();
  std::unique_ptr<ReflectorWatch> watch(new ReflectorWatch(options, features.release, loop, clock));
  if (auto attached = watch->attach(features, key); !attached)
    return std::unexpected(attached.error());
  return watch;
}

Result<void> ReflectorWatch::attach(const KernelFeatures& features,
                                    const std::optional<StampKey>& key) {
  auto lengths = usual_probe_lengths(options_.netns.probe, key);
  if (!lengths) return std::unexpected(lengths.error());
  ObserverOptions observing;
  observing.node_netns = options_.netns.node;
  observing.probe_netns = options_.netns.probe;
  observing.uplinks = options_.uplinks;
  observing.overlay = options_.overlay;
  observing.probe_port = options_.port;
  observing.authenticated_probes = key.has_value();
  observing.probe_lengths = *std::move(lengths);
  observing.peers = kPeersToReflect;
  auto observer =
      XfrmObserver::start(observing, features, loop_, clock_,
                          [this](Instant at, const Observed& what) { evidence_.push(at, what); });
  if (!observer) return std::unexpected(observer.error());
  observer_ = std::move(*observer);
  read_counters();
  return {};
}

void ReflectorWatch::read_counters() {
  loop_.after(kReadingInterval, [this] {
    observer_->report();
    read_counters();
  });
}

}  // namespace canary
