// SPDX-License-Identifier: Apache-2.0
#include "fates/fate.h"

#include <algorithm>
#include <tuple>

#include "fates/leg_trace.h"

namespace canary {
namespace {

Fate refusal(const Path& path, const ProbeResult& probe) {
  return {.stage = Stage::SenderSocket,
          .node = path.local,
          .leg = ProbeLeg::Request,
          .cause = probe.refusal.copied(),
          .spi = {},
          .outer = {},
          .count = 1};
}

}  // namespace

FateFinder::FateFinder(std::span<const NodeEvidence> nodes, const AddressBook& book)
    : nodes_(nodes), book_(&book) {}

const NodeEvidence* FateFinder::find(const NodeName& node) const {
  const auto found = std::ranges::find(nodes_, node, &NodeEvidence::node);
  return found == nodes_.end() ? nullptr : &*found;
}

const NodeEvidence* FateFinder::find(const NodeName& node, const NodeName& prober,
                                     Instant sent) const {
  const auto* found = find(node);
  if (found == nullptr || !found->header().told_to) return found;
  if (*found->header().told_to != prober) return nullptr;
  auto until = found->header().told_until;
  const auto* asker = find(prober);
  if (until && asker != nullptr && asker->clock().differs())
    until = asker->clock().map.to_ours(*until);
  return until && *until <= sent ? nullptr : found;
}

std::optional<Fate> FateFinder::fate_of(const Path& path, const ProbeKey& key,
                                        const ProbeResult& probe, Instant decided) const {
  const auto *local = find(path.local, path.local, probe.sent),
             *remote = find(path.remote, path.local, probe.sent);
  const Instant until = local != nullptr ? local->sight().session().to : decided;
  const Leg request{key, ProbeLeg::Request, path.remote, local, remote, probe.sent, decided, until};
  const Leg reply{key, ProbeLeg::Reply, path.local, remote, local, probe.sent, decided, until};
  // A reply proves that the request arrived, whether or not that was seen.
  if (was_seen(reply)) return trace(reply, nodes_, *book_).fate;
  const auto request_end = trace(request, nodes_, *book_);
  if (request_end.fate) return request_end.fate;
  if (request_end.arrived)
    return trace_unanswered(request, *request_end.arrived, reply, nodes_, *book_);
  if (probe.refusal) return refusal(path, probe);
  return std::nullopt;
}

bool is_xfrm_cause(const Fate& fate) { return fate.cause && fate.cause->starts_with("Xfrm"); }

void attribute(Outage& outage, const Fate& fate) {
  const auto kind = [](const Fate& one) {
    return std::tie(one.stage, one.node, one.leg, one.cause, one.spi, one.outer);
  };
  const auto like = std::ranges::find_if(
      outage.fates, [&](const Fate& other) { return kind(other) == kind(fate); });
  if (like == outage.fates.end())
    outage.fates.push_back(fate);
  else
    like->count += fate.count;
  outage.unattributed -= fate.count;
}

}  // namespace canary
