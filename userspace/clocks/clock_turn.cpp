// SPDX-License-Identifier: Apache-2.0
#include "clocks/clock_turn.h"

#include "timeline/agent_codec.h"
#include "timeline/kernel_codec.h"
#include "timeline/observer_codec.h"
#include "timeline/probe_codec.h"
#include "timeline/tables_codec.h"

namespace canary {
namespace {

/// Passes over the fields of an observation as a codec does. Times that are told by the node's
/// clock are never absent; those that may be absent are a reflector's.
struct TurnInstants {
  const ClockMap& map;

  void operator()(const char*, Instant& at) const { at = map.to_ours(at); }
  template <class T>
  void operator()(const char*, T&) const {}
  template <class T>
  void unless_usual(const char*, T&) const {}
};

}  // namespace

NodeTimeline turn(const NodeTimeline& recorded, const ClockMap& map) {
  NodeTimeline turned = recorded;
  const TurnInstants field{map};
  turned.header.started = map.to_ours(turned.header.started);
  for (Observation& seen : turned.observations) {
    seen.at = map.to_ours(seen.at);
    std::visit([&](auto& what) { fields_of(field, what); }, seen.what);
  }
  return turned;
}

}  // namespace canary
