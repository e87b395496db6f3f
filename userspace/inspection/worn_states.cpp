// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>
#include <map>
#include <set>
#include <utility>

#include "inspection/cilium_marks.h"
#include "inspection/rules.h"

namespace canary {
namespace {

/// From here on a limit is worth a word.
constexpr double kNear = 0.9;
/// XFRM_SA_XFLAG_OSEQ_MAY_WRAP: its owner takes care of what comes after the last number.
constexpr std::uint32_t kMayWrap = 2;

struct Wear {
  std::string what;  ///< "950 of 1000 packets"
  double share = 0;
};

void keep_worse(Wear& worst, std::string_view what, std::uint64_t used, std::uint64_t limit) {
  const double share = static_cast<double>(used) / static_cast<double>(limit);
  if (share > worst.share) worst = {fmt::format("{} of {} {}", used, limit, what), share};
}

std::uint64_t seconds_since(std::int64_t then, std::int64_t now) {
  return now > then ? static_cast<std::uint64_t>(now - then) : 0;
}

Wear wear_of(const XfrmState& state, std::int64_t now) {
  Wear worst;
  const auto& hard = state.hard;
  if (hard.packets) keep_worse(worst, "packets", state.packets, *hard.packets);
  if (hard.bytes) keep_worse(worst, "bytes", state.bytes, *hard.bytes);
  if (hard.seconds_after_add)
    keep_worse(worst, "seconds", seconds_since(state.added_unix_s, now), *hard.seconds_after_add);
  if (hard.seconds_after_use && state.used_unix_s != 0)
    keep_worse(worst, "seconds of use", seconds_since(state.used_unix_s, now),
               *hard.seconds_after_use);
  // RFC 4303, 2.2: a sequence number must not be used twice. xfrm_replay_overflow() drops then.
  const bool may_wrap = (state.extra_flags & kMayWrap) != 0;
  if (!state.esn && !may_wrap)
    keep_worse(worst, "ESP sequence numbers", state.output_sequence,
               std::numeric_limits<std::uint32_t>::max());
  return worst;
}

Finding worn(const XfrmState& state, const Wear& wear, const NodeFacts& facts) {
  const bool over = wear.share >= 1.0;
  return {"state-expiring",
          over ? Severity::Failure : Severity::Warning,
          facts.node,
          fmt::format("state {} has {}: {}", to_text(state),
                      over ? "come to its end" : "nearly come to its end", wear.what),
          {},
          {"rotate the key, or let the agent add the state anew"}};
}

Finding larval(const XfrmState& state, const NodeFacts& facts) {
  return {
      "larval-state",
      Severity::Warning,
      facts.node,
      fmt::format("state {} has no key: the kernel made it for somebody who listens to "
                  "XFRMNLGRP_ACQUIRE (`ip xfrm monitor` does), and the agent cannot add its own "
                  "while it is there",
                  to_text(state)),
      {},
      {"stop whoever listens: ps -C ip -o args"}};
}

}  // namespace

std::vector<Finding> find_worn_states(const XfrmTables& tables, const NodeFacts& facts) {
  constexpr std::size_t kDuringRotation = 2;
  std::vector<Finding> findings;
  std::map<std::pair<IpAddress, IpAddress>, std::set<std::uint32_t>> spis;
  const bool has_fixed_keys = has_cilium_marks(tables);
  for (const auto& state : tables.states) {
    if (state.is_larval()) {
      if (has_fixed_keys) findings.push_back(larval(state, facts));
      continue;
    }
    // With IKE a pair has as many as it has child SAs, and more while they are renewed.
    if (encrypt_mark_of(state.mark) || decrypt_mark_of(state.mark))
      spis[{state.source, state.destination}].insert(state.spi);
    if (const auto wear = wear_of(state, facts.now_unix_s); wear.share >= kNear)
      findings.push_back(worn(state, wear, facts));
  }
  for (const auto& [pair, of_pair] : spis)
    if (of_pair.size() > kDuringRotation)
      findings.push_back({"too-many-spis",
                          Severity::Warning,
                          facts.node,
                          fmt::format("{} SPIs from {} to {}: a key rotation explains two",
                                      of_pair.size(), to_text(pair.first), to_text(pair.second)),
                          {},
                          {}});
  return findings;
}

}  // namespace canary
