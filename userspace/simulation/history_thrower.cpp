// SPDX-License-Identifier: Apache-2.0
#include "simulation/history_thrower.h"

#include <algorithm>

#include "simulation/surroundings_thrower.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

/// One world in so many.
constexpr std::uint32_t kWorldsOfManyNodes = 5000;
/// Behind a pause, and behind the last fault in its world, traffic flows for so long.
constexpr Duration kAfterPause = 2s;
/// Whom a node probes.
constexpr std::size_t kMostPeers = 3;
constexpr std::uint32_t kFewestProbes = 50, kMostProbes = 75;

/// Those of second uplinks come behind.
constexpr std::size_t kHooksOfAll = 7;

class Thrower {
 public:
  Thrower(std::uint64_t seed, const Variety& variety)
      : variety_(variety), dice_(seed), surroundings_(seed) {}

  History history() {
    history_.criteria = usual_criteria();
    history_.criteria.after_upgrade = dice_.one_in(10);
    history_.family = dice_.one_in(5) ? Family::V6 : Family::V4;
    history_.one_spi = !dice_.one_in(4);
    for (auto nodes = how_many_nodes(); nodes > 0; --nodes) add_node();
    add_paths();
    if (variety_.surroundings) surroundings_.add_control_paths(history_);
    throw_wire();
    for (auto faults = dice_.between(0, 3); faults > 0; --faults) add_fault();
    if (dice_.one_in(8)) add_restart();
    for (auto& node : history_.nodes)
      if (dice_.one_in(4)) add_blindness(node);
    const bool told_by_time =
        !history_.restarts.empty() || std::ranges::any_of(history_.faults, &Fault::nameless);
    if (variety_.pauses && !told_by_time && dice_.one_in(6)) add_pause();
    if (variety_.surroundings) surroundings_.add_others(history_, last_probe_);
    limit_delays();
    history_.seed = dice_.next();
    return std::move(history_);
  }

 private:
  std::size_t how_many_nodes() {
    if (!variety_.many_nodes) return 2;
    if (dice_.one_in(kWorldsOfManyNodes)) return static_cast<std::size_t>(dice_.between(10, 200));
    return dice_.one_in(5) ? static_cast<std::size_t>(dice_.between(3, 4)) : 2;
  }

  void add_node() {
    SimulatedNode node;
    node.clock.set = kStart;
    if (dice_.one_in(2)) node.clock.offset = offset();
    if (variety_.drift && dice_.one_in(2)) node.clock.drift_ppb = dice_.between(-50'000, 50'000);
    node.session = {kStart, kStart + 1h};
    node.poll_phase = dice_.between(0ns, Duration{199ms});
    node.watches_pods = dice_.one_in(2);
    if (!dice_.one_in(8)) {
      node.agent_gone = kStart + dice_.between(Duration{300ms}, Duration{2s});
      if (!dice_.one_in(12))
        node.agent_ready = *node.agent_gone + dice_.between(Duration{50ms}, Duration{2s});
    }
    if (dice_.one_in(6)) node.reflector_clock = ReflectorClock::Untold;
    if (dice_.one_in(6)) node.reflector_clock = ReflectorClock::Other;
    history_.nodes.push_back(std::move(node));
  }

  /// From microseconds to years.
  Duration offset() {
    Duration range = 1us;
    for (auto decades = dice_.between(0, 14); decades > 0; --decades) range *= 10;
    return dice_.between(-std::min(range, Duration{20000h}), std::min(range, Duration{20000h}));
  }

  void add_paths() {
    const auto nodes = history_.nodes.size();
    const auto probes = static_cast<std::uint32_t>(dice_.between(kFewestProbes, kMostProbes));
    for (std::size_t local = 0; local < nodes; ++local) {
      const auto peers = std::min(nodes - 1, kMostPeers);
      for (std::size_t peer = 1; peer <= peers; ++peer) {
        const Instant first = kStart + dice_.between(1ms, 100ms);
        history_.paths.push_back(
            {local, (local + peer) % nodes, static_cast<Ssid>(peer), first, probes});
      }
    }
    if (dice_.one_in(6)) history_.paths.pop_back();
    last_probe_ = kStart + (probes + 1) * kInterval;
    for (auto& node : history_.nodes) {
      node.session.to = last_probe_ + history_.criteria.deadline;
      if (dice_.one_in(3)) node.session.to = node.session.to + dice_.between(0ns, 1s);
    }
    for (auto& node : history_.nodes)
      if (dice_.one_in(20)) node.cut_off = true;
    if (dice_.one_in(8)) history_.nodes.back().records = false;
  }

  void throw_wire() {
    history_.wire.delay = dice_.between(20us, dice_.one_in(4) ? 20ms : 500us);
    history_.wire.jitter = dice_.between(0ns, dice_.one_in(4) ? Duration{5ms} : Duration{100us});
    if (!variety_.disorder) return;
    if (dice_.one_in(4))
      history_.wire.duplicates_one_in = static_cast<std::uint32_t>(dice_.between(2, 30));
    if (!dice_.one_in(4)) return;
    history_.wire.delays_one_in = static_cast<std::uint32_t>(dice_.between(2, 30));
    history_.wire.longest_delay = dice_.one_in(3) ? 1s : 150ms;
  }

  void add_fault() {
    Fault fault;
    fault.kind = static_cast<FaultKind>(dice_.below(kFaultKinds));
    const auto& path = history_.paths[dice_.below(history_.paths.size())];
    fault.from = path.local;
    fault.to = path.remote;
    if (dice_.one_in(2)) std::swap(fault.from, fault.to);
    fault.begins = dice_.between(kStart + 500ms, last_probe_);
    fault.ends = fault.begins + dice_.between(Duration{50ms}, Duration{2s});
    if (dice_.one_in(4)) fault.ends = last_probe_ + 1h;
    if (dice_.one_in(4)) fault.one_in = static_cast<std::uint32_t>(dice_.between(2, 20));
    if (nature_of(fault.kind).of_xfrm && dice_.one_in(6)) {
      fault.nameless = true;
      fault.addressless = dice_.one_in(2);
    }
    history_.faults.push_back(fault);
  }

  void add_restart() {
    const auto& path = history_.paths[dice_.below(history_.paths.size())];
    Restart restart{path.local, path.remote, dice_.between(kStart + 500ms, last_probe_),
                    !dice_.one_in(3)};
    if (dice_.one_in(2)) std::swap(restart.from, restart.to);
    history_.restarts.push_back(restart);
  }

  void add_blindness(SimulatedNode& node) {
    Blindness blind;
    blind.kind = static_cast<BlindKind>(dice_.between(0, dice_.one_in(4) ? 3 : 1));
    blind.hook = static_cast<Hook>(dice_.below(kHooksOfAll));
    blind.span.from = dice_.between(node.session.from, last_probe_);
    // What ends behind the session is never told.
    blind.span.to = std::min(blind.span.from + dice_.between(Duration{1ms}, Duration{1500ms}),
                             node.session.to - 1ms);
    if (dice_.one_in(2)) blind.one_in = 3;
    node.blind.push_back(blind);
  }

  /// Left out (docs/limits.md): a machine that stands still while packets to or from it die until
  /// the end, when nothing tells by how much its clock is behind; and one in whose session numbers
  /// are given out anew or drops have no name, since only time tells such packets apart.
  void add_pause() {
    const auto place = dice_.below(history_.nodes.size());
    const Pause pause{dice_.between(kStart + 100ms, last_probe_ - kAfterPause),
                      dice_.between(1ms, dice_.one_in(2) ? 1s : 10s)};
    history_.nodes[place].clock.pauses.push_back(pause);
    last_probe_ = last_probe_ + pause.length;
    // A machine that stands still neither loses events nor detaches hooks.
    for (Blindness& blind : history_.nodes[place].blind)
      for (Instant* end : {&blind.span.from, &blind.span.to})
        if (*end >= pause.at) *end = *end + pause.length;
    for (auto& node : history_.nodes) node.session.to = node.session.to + pause.length;
    for (auto& path : history_.paths)
      if (path.local != place)
        path.probes += static_cast<std::uint32_t>(pause.length / history_.criteria.interval);
    for (Fault& fault : history_.faults)
      fault.ends = std::min(fault.ends, std::max(fault.begins, last_probe_ - kAfterPause));
  }

  /// Left out (docs/limits.md): a packet that waits beyond the deadline, and dies where nobody
  /// looks by then, where its number was given out anew, or where drops have no name. A third of
  /// the deadline on each of two legs stays within it.
  void limit_delays() {
    const auto is_blind = [](const SimulatedNode& node) { return !node.blind.empty(); };
    const bool told_apart = history_.restarts.empty() &&
                            std::ranges::none_of(history_.faults, &Fault::nameless) &&
                            std::ranges::none_of(history_.nodes, is_blind);
    if (told_apart) return;
    history_.wire.longest_delay =
        std::min<Duration>(history_.wire.longest_delay, history_.criteria.deadline / 3);
  }

  const Variety variety_;
  Dice dice_;
  SurroundingsThrower surroundings_;
  History history_;
  Instant last_probe_;
};

}  // namespace

History throw_history(std::uint64_t seed, const Variety& variety) {
  return Thrower(seed, variety).history();
}

}  // namespace canary::simulation
