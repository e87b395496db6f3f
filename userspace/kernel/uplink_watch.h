// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "kernel/attach_plan.h"
#include "kernel/bpf_programs.h"
#include "kernel/tc_attachment.h"
#include "model/observation.h"

namespace canary {

/// Keeps both tc programs on the uplink: notices when they or the device are gone, attaches again,
/// and records the span in which packets may have passed unseen.
class UplinkWatch {
 public:
  UplinkWatch(std::string device, const AttachPlan& plan, const BpfPrograms& programs);

  [[nodiscard]] static bool watches(Hook hook) {
    return hook == Hook::TcEgress || hook == Hook::TcIngress;
  }

  /// Stand in the node's network namespace for this and check().
  Result<void> attach();
  void report_attached(Instant now, const Observe& observe) const;
  /// `last_check`: when the programs were there for the last time.
  void check(Instant last_check, Instant now, const Observe& observe);

 private:
  struct Side {
    Hook hook;
    std::optional<HookMode> mode;
    std::optional<TcAttachment> attachment;
  };
  Result<void> attach(Side& side);
  [[nodiscard]] std::string name_of(const Side& side) const;

  std::string device_;
  const BpfPrograms& programs_;
  Side sides_[2];
};

}  // namespace canary
