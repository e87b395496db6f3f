// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kernel/attach_plan.h"
#include "kernel/bpf_programs.h"
#include "kernel/canary_place.h"
#include "kernel/tc_attachment.h"
#include "model/observation.h"
#include "uplinks/uplinks.h"

namespace canary {

/// Keeps the tc programs on the uplinks, and on the overlay where there is one, in front of
/// everybody else's: notices when they or a device are gone, or when something runs before them,
/// attaches again, and records the span in which packets may have passed unseen.
class UplinkWatch {
 public:
  /// `overlay` is empty where there is none; `plan` and `programs` must outlive it.
  UplinkWatch(const std::string& overlay, const AttachPlan& plan, const BpfPrograms& programs);

  [[nodiscard]] static bool watches(Hook hook) {
    return hook == Hook::TcEgress || hook == Hook::TcIngress;
  }

  // Stand in the node's network namespace for these.

  /// The uplinks of the start, and the overlay. An error where none of them can be watched.
  Result<void> attach(const Uplinks& uplinks);
  void report_attached(Instant now, const Observe& observe);
  /// Other uplinks from now on. `known_until`: until then there were none but those that are
  /// watched; what comes new is blind since. Who was watched stays so while the device exists:
  /// routes come back.
  void follow(const Uplinks& uplinks, Instant known_until, BootClock clock, const Observe& observe);
  void check(BootClock clock, TcAttachment::MissingQdisc missing, const Observe& observe);

  [[nodiscard]] bool all_exist() const;
  /// The devices that are watched in both directions.
  [[nodiscard]] std::vector<std::string> devices() const;
  /// Of a choice what became of it: a device that is watched still, although no route leads through
  /// it any more, is watched.
  [[nodiscard]] UplinksFound told(const Uplinks& uplinks, Instant since) const;

 private:
  struct Side {
    Hook hook;
    std::string device;
    int program;
    HookMode mode;
    std::optional<TcAttachment> attachment;
    std::string blind_for;    ///< why it sees nothing; empty while it sees
    Instant put_in_front;     ///< last, because something ran before it
    Instant contended_until;  ///< as far as is known
  };
  void add_sides(const Uplink& uplink);
  void follow_new(const Uplink& uplink, Instant known_until, BootClock clock,
                  const Observe& observe);
  /// A device that VLANs came upon, or left, needs another program.
  void replace_programs(const Uplink& uplink, BootClock clock, const Observe& observe);
  void check(Side& side, BootClock clock, TcAttachment::MissingQdisc missing,
             const Observe& observe);
  void attach_again(Side& side, Instant blind_since, std::string_view reason, BootClock clock,
                    const Observe& observe);
  Result<void> attach(Side& side, TcAttachment::MissingQdisc missing);
  /// Whether it is time to put the program in front again.
  static bool may_answer(Side& side, Instant now);
  static void sees_again(Side& side, BootClock clock, const Observe& observe);
  [[nodiscard]] static std::string name_of(const Side& side);

  const AttachPlan& plan_;
  const BpfPrograms& programs_;
  std::string overlay_;
  std::optional<CanaryPlace> place_;
  std::vector<Side> sides_;
  Instant last_check_;  ///< what is attached was there, and in front, then
};

}  // namespace canary
