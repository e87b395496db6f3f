// SPDX-License-Identifier: Apache-2.0
#include "kernel/uplink_watch.h"

#include <fmt/format.h>

namespace canary {

UplinkWatch::UplinkWatch(std::string device, const AttachPlan& plan, const BpfPrograms& programs)
    : device_(std::move(device)),
      programs_(programs),
      sides_{{Hook::TcEgress, plan.mode_of(Hook::TcEgress), {}},
             {Hook::TcIngress, plan.mode_of(Hook::TcIngress), {}}} {}

std::string UplinkWatch::name_of(const Side& side) const {
  return fmt::format("{} {}", to_text(side.hook), device_);
}

Result<void> UplinkWatch::attach(Side& side) {
  auto attached =
      TcAttachment::attach(device_, side.hook, *side.mode, programs_.tc_program(side.hook));
  if (!attached) return std::unexpected(attached.error());
  side.attachment.emplace(std::move(*attached));
  return {};
}

Result<void> UplinkWatch::attach() {
  for (Side& side : sides_)
    if (side.mode)
      if (auto attached = attach(side); !attached) return attached;
  return {};
}

void UplinkWatch::report_attached(Instant now, const Observe& observe) const {
  for (const Side& side : sides_)
    if (side.attachment)
      observe(now, HookAttached{name_of(side), std::string(to_text(*side.mode))});
}

void UplinkWatch::check(Instant last_check, Instant now, const Observe& observe) {
  for (Side& side : sides_) {
    if (!side.mode || (side.attachment && side.attachment->alive())) continue;
    if (side.attachment) {
      observe(now, HookDetached{name_of(side), last_check, "it is no longer on the device"});
      side.attachment.reset();
    }
    if (attach(side)) observe(now, HookAttached{name_of(side), std::string(to_text(*side.mode))});
  }
}

}  // namespace canary
