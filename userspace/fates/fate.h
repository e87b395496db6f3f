// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "fates/address_book.h"
#include "fates/evidence.h"
#include "reading/outage.h"
#include "reading/probe_results.h"

namespace canary {

/// Says where a lost probe died and why, from the evidence of all nodes that recorded. Follows the
/// request and then the reply through the stages of their way, as long as every step is seen:
///
///   sender                                     receiver
///   dropped | encrypted - dropped | left ~~~~~ dropped (ESP) | arrived - dropped | freed | ...
///
/// "Not seen" is an answer only where the node saw everything (Sight::saw_all); else, and where two
/// packets cannot be told apart, the probe stays unattributed.
class FateFinder {
 public:
  /// Takes at most one element per node. Both must live longer than this.
  FateFinder(std::span<const NodeEvidence> nodes, const AddressBook& book);

  /// The fate of a lost probe; null: unattributed. `decided` is when the probe counted as lost
  /// (sent + deadline).
  [[nodiscard]] std::optional<Fate> fate_of(const Path& path, const ProbeKey& key,
                                            const ProbeResult& probe, Instant decided) const;

 private:
  [[nodiscard]] const NodeEvidence* find(const NodeName& node) const;
  /// What `node` saw, where it speaks of what `prober` sent at that time; else null.
  [[nodiscard]] const NodeEvidence* find(const NodeName& node, const NodeName& prober,
                                         Instant sent) const;

  std::span<const NodeEvidence> nodes_;
  const AddressBook* book_;
};

/// The name of an XFRM counter, not a drop reason of the kernel.
[[nodiscard]] bool is_xfrm_cause(const Fate& fate);

/// Puts `fate` into the outage: beside its like, and out of the unattributed.
void attribute(Outage& outage, const Fate& fate);

}  // namespace canary
