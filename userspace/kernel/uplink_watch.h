// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/attach_plan.h"
#include "kernel/bpf_programs.h"
#include "kernel/tc_attachment.h"
#include "model/observation.h"

namespace canary {

/// Keeps the tc programs on the uplink, and on the overlay where there is one: notices when they or
/// the device are gone, attaches again, and records the span in which packets may have passed
/// unseen.
class UplinkWatch {
 public:
  /// `overlay` is empty where there is none.
  UplinkWatch(const std::string& uplink, const std::string& overlay, const AttachPlan& plan,
              const BpfPrograms& programs);

  [[nodiscard]] static bool watches(Hook hook) {
    return hook == Hook::TcEgress || hook == Hook::TcIngress;
  }

  /// Stand in the node's network namespace for this and check().
  Result<void> attach();
  void report_attached(Instant now, const Observe& observe);
  void check(BootClock clock, TcAttachment::MissingQdisc missing, const Observe& observe);

 private:
  struct Side {
    Hook hook;
    std::string device;
    int program;
    HookMode mode;
    std::optional<TcAttachment> attachment;
  };
  static Result<void> attach(Side& side, TcAttachment::MissingQdisc missing);
  [[nodiscard]] static std::string name_of(const Side& side);

  std::vector<Side> sides_;
  Instant last_check_;  ///< what is attached was there then
};

}  // namespace canary
