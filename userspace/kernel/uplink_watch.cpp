// SPDX-License-Identifier: Apache-2.0
#include "kernel/uplink_watch.h"

#include <fmt/format.h>

namespace canary {

UplinkWatch::UplinkWatch(const std::string& uplink, const std::string& overlay,
                         const AttachPlan& plan, const BpfPrograms& programs) {
  for (const Hook hook : {Hook::TcEgress, Hook::TcIngress})
    if (const auto mode = plan.mode_of(hook))
      sides_.push_back({hook, uplink, programs.tc_program(hook), *mode, {}});
  const auto mode = plan.mode_of(Hook::TcIngress);
  if (mode && !overlay.empty())
    sides_.push_back({Hook::TcIngress, overlay, programs.tc_overlay_program(), *mode, {}});
}

std::string UplinkWatch::name_of(const Side& side) {
  return fmt::format("{} {}", to_text(side.hook), side.device);
}

Result<void> UplinkWatch::attach(Side& side, TcAttachment::MissingQdisc missing) {
  auto attached = TcAttachment::attach(side.device, side.hook, side.mode, side.program, missing);
  if (!attached) return std::unexpected(attached.error());
  side.attachment.emplace(std::move(*attached));
  return {};
}

Result<void> UplinkWatch::attach() {
  for (Side& side : sides_)
    if (auto attached = attach(side, TcAttachment::MissingQdisc::Add); !attached) return attached;
  return {};
}

void UplinkWatch::report_attached(Instant now, const Observe& observe) {
  last_check_ = now;
  for (const Side& side : sides_)
    if (side.attachment) observe(now, HookAttached{name_of(side), std::string(to_text(side.mode))});
}

void UplinkWatch::check(BootClock clock, TcAttachment::MissingQdisc missing,
                        const Observe& observe) {
  const Instant looked = clock.now();
  for (Side& side : sides_) {
    if (side.attachment && side.attachment->alive()) continue;
    if (side.attachment) {
      observe(clock.now(),
              HookDetached{name_of(side), last_check_, "it is no longer on the device"});
      side.attachment.reset();
    }
    if (attach(side, missing))
      observe(clock.now(), HookAttached{name_of(side), std::string(to_text(side.mode))});
  }
  last_check_ = looked;
}

}  // namespace canary
