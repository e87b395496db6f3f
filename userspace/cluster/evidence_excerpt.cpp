// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_excerpt.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "cluster/drop_bundles.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

/// A request may have been on its way for so long, and packets that are asked about before it.
constexpr Duration kMargin = 5s;
/// A session that began so long before the asker's is told from its own beginning.
constexpr Duration kLittleEarlier = 60s;

class Excerpt {
 public:
  Excerpt(const HeldEvidence& held, const EvidenceRequest& request, Instant now)
      : held_(held), drops_([this](const Observation& seen) { add(seen); }) {
    const Instant wanted = request.from + (now - request.now);
    whole_ = held.from == held.header.started && held.header.started + kLittleEarlier >= wanted;
    from_ = whole_ ? held.from : std::max(held.from, wanted - kMargin);
    told_.header = held.header;
    told_.header.started = from_;
    for (const auto& [sender, reflector, ssid, sequences] : request.probes)
      for (const auto sequence : sequences) probes_.insert({sender, reflector, ssid, sequence});
    for (const auto& [spi, sequences] : request.packets)
      for (const auto sequence : sequences) packets_.insert({spi, sequence});
  }

  NodeTimeline tell() {
    each([this](const Observation& seen) { name_packet(seen); });
    hooks_ = held_.hooks;
    uplinks_ = held_.uplinks;
    each([this](const Observation& seen) {
      if (seen.at < from_)
        std::visit([this](const auto& what) { before(what); }, seen.what);
      else if (seen.at <= held_.to)
        std::visit([&](const auto& what) { tell(seen, what); }, seen.what);
    });
    drops_.flush();
    for (const auto& [hook, stood] : hooks_) told_.observations.push_back(at_start(stood));
    if (uplinks_) told_.observations.push_back({from_, held_.header.node, *uplinks_});
    for (const auto& [row, standings] : standings_) tell(standings);
    std::ranges::stable_sort(told_.observations, {}, &Observation::at);
    told_.observations.push_back({held_.to, held_.header.node, SessionEnded{"told while it ran"}});
    return std::move(told_);
  }

 private:
  template <class Do>
  void each(Do&& handle) const {
    for (const auto& chunk : held_.chunks)
      for (const Observation& seen : *chunk) handle(seen);
  }

  /// A reply's ESP packet is known here only, by the probe that it carries.
  void name_packet(const Observation& seen) {
    const auto* encrypted = std::get_if<ProbeEncrypted>(&seen.what);
    if (encrypted != nullptr && probes_.contains(encrypted->probe)) packets_.insert(encrypted->esp);
  }

  void before(const HookAttached& attached) { hooks_.insert_or_assign(attached.hook, attached); }
  void before(const HookDetached& detached) { hooks_.insert_or_assign(detached.hook, detached); }
  void before(const UplinksFound& found) {
    if (uplinks_)
      for (const std::string& hook : hooks_gone(*uplinks_, found)) hooks_.erase(hook);
    uplinks_ = found;
  }
  void before(const auto&) {}

  void add(const Observation& seen) { told_.observations.push_back(seen); }
  template <class What>
  void add_if(const Observation& seen, const What& what) {
    if (is_asked(what)) add(seen);
  }

  template <class What>
  [[nodiscard]] bool is_asked(const What& what) const {
    if constexpr (requires { what.probe.has_value(); }) {
      return (what.probe && probes_.contains(*what.probe)) ||
             (what.esp && packets_.contains(*what.esp));
    } else if constexpr (requires {
                           what.probe;
                           what.esp;
                         }) {
      return probes_.contains(what.probe) || packets_.contains(what.esp);
    } else if constexpr (requires { what.probe; }) {
      return probes_.contains(what.probe);
    } else {
      return packets_.contains(what.esp);
    }
  }

  void tell(const Observation& seen, const ProbeEncrypted& what) { add_if(seen, what); }
  void tell(const Observation& seen, const ProbeArrived& what) { add_if(seen, what); }
  void tell(const Observation& seen, const ProbeLeftInClear& what) { add_if(seen, what); }
  void tell(const Observation& seen, const ProbeFreed& what) { add_if(seen, what); }
  /// And one for each pair of outer addresses: they say whose an address is.
  void tell(const Observation& seen, const ProbeLeftUplink& what) {
    const bool first = outer_.insert({what.outer_source, what.outer_destination}).second;
    if (first || is_asked(what)) add(seen);
  }
  void tell(const Observation& seen, const PacketDropped& what) {
    is_asked(what) ? add(seen) : drops_.add(seen, what);
  }

  void tell(const Observation& seen, const PacketsCounted& what) {
    if (whole_)
      keep(seen, {{},
                  std::to_underlying(what.stage),
                  what.outer_source,
                  what.outer_destination,
                  what.spi});
  }
  void tell(const Observation& seen, const XfrmStatRead&) { keep(seen, {}); }
  void tell(const Observation& seen, const HookRuns& what) {
    keep(seen, {what.hook, 0, {}, {}, 0});
  }

  void tell(const Observation& seen, const HookAttached&) { add(seen); }
  void tell(const Observation& seen, const HookDetached&) { add(seen); }
  void tell(const Observation& seen, const EventsLost&) { add(seen); }
  void tell(const Observation& seen, const UplinksFound&) { add(seen); }
  void tell(const Observation& seen, const RequestsRefused&) { add(seen); }
  void tell(const Observation& seen, const AgentSeen&) { add(seen); }
  void tell(const Observation& seen, const AgentGone&) { add(seen); }
  void tell(const Observation& seen, const AgentReady&) { add(seen); }

  // A store does not hold these. Plaintext is judged by the tables of who counted it.
  void tell(const Observation&, const PlaintextCounted&) {}
  void tell(const Observation&, const PlaintextUncounted&) {}
  void tell(const Observation&, const PathAdded&) {}
  void tell(const Observation&, const ProbeSent&) {}
  void tell(const Observation&, const ReplyReceived&) {}
  void tell(const Observation&, const ProbeRefused&) {}
  void tell(const Observation&, const NoAnswer&) {}
  void tell(const Observation&, const ProberStalled&) {}
  void tell(const Observation&, const PeerNotAsked&) {}
  void tell(const Observation&, const StatesSeen&) {}
  void tell(const Observation&, const PoliciesSeen&) {}
  void tell(const Observation&, const StatesFlushed&) {}
  void tell(const Observation&, const PoliciesFlushed&) {}
  void tell(const Observation&, const XfrmTablesListed&) {}
  void tell(const Observation&, const XfrmChangesLost&) {}
  void tell(const Observation&, const SessionEnded&) {}

  /// Which of the running totals of one kind of observation it is.
  struct Row {
    std::string hook;
    std::uint8_t stage = 0;
    IpAddress source, destination;
    std::uint32_t spi = 0;
    auto operator<=>(const Row&) const = default;
  };
  struct Standings {
    const Observation* first = nullptr;
    const Observation* last = nullptr;
  };
  void keep(const Observation& seen, Row row) {
    auto& standings = standings_[{seen.what.index(), std::move(row)}];
    if (standings.first == nullptr) standings.first = &seen;
    standings.last = &seen;
  }
  void tell(const Standings& standings) {
    if (standings.first != standings.last) add(*standings.first);
    add(*standings.last);
  }

  /// How a hook stood when the excerpt begins.
  [[nodiscard]] Observation at_start(const Observed& stood) const {
    if (const auto* detached = std::get_if<HookDetached>(&stood))
      return {from_, held_.header.node,
              HookDetached{detached->hook, std::max(detached->since, from_), detached->reason}};
    return {from_, held_.header.node, stood};
  }

  const HeldEvidence& held_;
  Instant from_;
  bool whole_ = false;  ///< of the session, from its very start
  std::set<ProbeKey> probes_;
  std::set<EspKey> packets_;
  std::set<std::pair<IpAddress, IpAddress>> outer_;
  std::map<std::string, Observed> hooks_;
  std::optional<UplinksFound> uplinks_;
  std::map<std::pair<std::size_t, Row>, Standings> standings_;
  DropBundles drops_;
  NodeTimeline told_;
};

}  // namespace

NodeTimeline make_excerpt(const HeldEvidence& held, const EvidenceRequest& request, Instant now) {
  return Excerpt(held, request, now).tell();
}

}  // namespace canary
