// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/observer_report.h"
#include "reading/span_set.h"
#include "timeline/seen.h"

namespace canary {

/// When a node could see, and when not. "Saw nothing" and "could not look" are told apart here.
class Sight {
 public:
  explicit Sight(const Seen& seen);

  [[nodiscard]] const Span& session() const { return session_; }
  /// All that was missed, by time; for the report. Short stalls of the prober are among them, and
  /// missed changes of states and policies, which no verdict rests on.
  [[nodiscard]] const std::vector<BlindSpan>& blind_spans() const { return blind_; }
  [[nodiscard]] const std::vector<HookReport>& hooks() const { return hooks_; }
  [[nodiscard]] std::uint64_t events_lost() const { return events_lost_; }

  /// The first blind span in `window`: kernel evidence is missing. Null when there is none.
  [[nodiscard]] const BlindSpan* blind_in(const Span& window) const;
  /// The first in which a hook saw nothing at all.
  [[nodiscard]] const BlindSpan* hook_blind_in(const Span& window) const;
  /// Those in which some of what hooks saw was lost, by time.
  [[nodiscard]] const std::vector<BlindSpan>& lost_events() const { return lost_events_; }
  /// The first stall in `window` that is as long as the deadline or longer. A shorter one delays
  /// probes; the next ones follow before an outage that matters could have come and gone.
  [[nodiscard]] const BlindSpan* stalled_in(const Span& window) const;

  /// Whether what did not show up in `window` did not happen: inside of the session, all hooks
  /// attached, those that see packets come, leave and die have run, and no event was lost.
  [[nodiscard]] bool saw_all(const Span& window) const;
  /// Whether drops in the network namespace of the probes were seen, too: the node's own hooks do
  /// not look into pods.
  [[nodiscard]] bool watches_probe_netns() const { return watches_probe_netns_; }

  /// Whether encryptions that were not seen did not happen.
  [[nodiscard]] bool watches_encryption() const { return watches_encryption_; }

  /// Whether a device may have encrypted then what left in the clear (packet offload).
  [[nodiscard]] bool device_encrypts(Instant at) const { return offloaded_.touches({at, at}); }

  /// A hook has run where it says so, or where an observation is there that only it can make.
  /// Why the hooks of this node prove nothing, as a clause; absent when all that are needed ran.
  [[nodiscard]] const std::optional<std::string>& unproven() const { return unproven_; }

 private:
  void read_hooks(const Seen& seen);
  void read_losses(const Seen& seen);
  void read_offload(const Seen& seen);
  void read_missed_changes(const Seen& seen);
  void read_proofs(const Seen& seen);
  void judge_hooks(const NodeName& node);
  [[nodiscard]] bool ran(std::string_view hook_kind) const;

  Span session_;
  Duration deadline_;
  std::vector<HookReport> hooks_;
  std::vector<BlindSpan> blind_;    ///< all
  std::vector<BlindSpan> missing_;  ///< in which a hook saw nothing, with hooks that never ran
  std::vector<BlindSpan> lost_events_;
  std::vector<BlindSpan> stalls_;
  SpanSet gaps_;  ///< of kernel evidence, without hooks that never ran
  std::set<std::string, std::less<>>
      proved_;  ///< kinds of hooks that must have run, as they told something
  SpanSet offloaded_;
  bool watches_packets_ = false;
  bool watches_encryption_ = false;
  bool watches_probe_netns_ = false;
  std::uint64_t events_lost_ = 0;
  std::optional<std::string> unproven_;
};

}  // namespace canary
