// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_store.h"

#include <algorithm>
#include <utility>

namespace canary {
namespace {

constexpr std::size_t kPerChunk = 1024;
/// Beside itself an observation has a string or two on the heap.
constexpr std::size_t kBytesEach = sizeof(Observation) + 48;

}  // namespace

bool is_told_to_peers(const Observed& what) {
  return is_one_of<AgentSeen, AgentGone, AgentReady, ProbeEncrypted, ProbeLeftUplink, ProbeArrived,
                   ProbeLeftInClear, PacketDropped, ProbeFreed, PacketsCounted, XfrmStatRead,
                   HookAttached, HookDetached, HookRuns, EventsLost, UplinksFound, RequestsRefused>(
      what);
}

EvidenceStore::EvidenceStore(SessionHeader header, std::size_t most_bytes)
    : most_chunks_(std::max<std::size_t>(most_bytes / (kPerChunk * kBytesEach), 2)) {
  sealed_.from = header.started;
  sealed_.to = header.started;
  sealed_.header = std::move(header);
  open_.reserve(kPerChunk);
}

void EvidenceStore::push(Instant at, const Observed& what) {
  if (!is_told_to_peers(what)) return;
  const std::scoped_lock lock(mutex_);
  open_.push_back({at, sealed_.header.node, what});
  if (open_.size() == kPerChunk) seal();
}

void EvidenceStore::seal() {
  sealed_.chunks.push_back(std::make_shared<const Chunk>(std::move(open_)));
  open_ = {};
  open_.reserve(kPerChunk);
  if (sealed_.chunks.size() >= most_chunks_) drop_oldest();
}

void EvidenceStore::drop_oldest() {
  for (const Observation& seen : *sealed_.chunks.front()) {
    sealed_.from = std::max(sealed_.from, seen.at);
    if (const auto* attached = std::get_if<HookAttached>(&seen.what))
      sealed_.hooks.insert_or_assign(attached->hook, seen.what);
    if (const auto* detached = std::get_if<HookDetached>(&seen.what))
      sealed_.hooks.insert_or_assign(detached->hook, seen.what);
    if (const auto* found = std::get_if<UplinksFound>(&seen.what)) {
      if (sealed_.uplinks)
        for (const auto& hook : hooks_gone(*sealed_.uplinks, *found)) sealed_.hooks.erase(hook);
      sealed_.uplinks = *found;
    }
  }
  sealed_.chunks.erase(sealed_.chunks.begin());
}

void EvidenceStore::complete_until(Instant at) {
  const std::scoped_lock lock(mutex_);
  sealed_.to = at;
}

void EvidenceStore::end(Instant at) {
  const std::scoped_lock lock(mutex_);
  sealed_.to = at;
  ended_ = true;
}

HeldEvidence EvidenceStore::held() const {
  const std::scoped_lock lock(mutex_);
  HeldEvidence held = sealed_;
  held.chunks.push_back(std::make_shared<const Chunk>(open_));
  return held;
}

bool EvidenceStore::ended() const {
  const std::scoped_lock lock(mutex_);
  return ended_;
}

}  // namespace canary
