// SPDX-License-Identifier: Apache-2.0
#include "kernel/uplink_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace canary {
namespace {

/// Whoever wants to be first as well is not answered more often: it would keep a CPU busy.
constexpr Duration kBetweenAnswers = std::chrono::milliseconds(900);
/// Who comes back sooner than this is expected to come again: until it has been calm for so long
/// nobody knows who is first, and the device counts as not seen. One span, and not one a second.
constexpr Duration kCalm = std::chrono::seconds(10);

TcShape shape_of(const Uplink& uplink) {
  if (uplink.header_length == 0) return TcShape::Bare;
  return uplink.carries.empty() ? TcShape::Ethernet : TcShape::BelowVlans;
}

}  // namespace

UplinkWatch::UplinkWatch(const std::string& overlay, const AttachPlan& plan,
                         const BpfPrograms& programs)
    : plan_(plan), programs_(programs), overlay_(overlay) {
  const auto mode = plan.mode_of(Hook::TcIngress);
  if (mode && !overlay.empty())
    sides_.push_back(
        {Hook::TcIngress, overlay, programs.tc_overlay_program(), *mode, {}, "", {}, {}});
}

std::string UplinkWatch::name_of(const Side& side) {
  return fmt::format("{} {}", to_text(side.hook), side.device);
}

Result<void> UplinkWatch::attach(Side& side, TcAttachment::MissingQdisc missing) {
  auto attached =
      TcAttachment::attach(side.device, side.hook, side.mode, side.program, *place_, missing);
  if (!attached) {
    side.blind_for = attached.error().message;
    return std::unexpected(attached.error());
  }
  side.attachment.emplace(std::move(*attached));
  return {};
}

void UplinkWatch::add_sides(const Uplink& uplink) {
  for (const Hook hook : {Hook::TcEgress, Hook::TcIngress})
    if (const auto mode = plan_.mode_of(hook))
      sides_.push_back({hook,
                        uplink.device,
                        programs_.tc_program(hook, shape_of(uplink)),
                        *mode,
                        {},
                        "",
                        {},
                        {}});
}

Result<void> UplinkWatch::attach(const Uplinks& uplinks) {
  auto place = CanaryPlace::take();
  if (!place) return std::unexpected(place.error());
  place_.emplace(std::move(*place));
  for (const Uplink& uplink : uplinks.watched) add_sides(uplink);
  Result<void> first_problem;
  bool some = sides_.empty();
  for (Side& side : sides_) {
    auto attached = attach(side, TcAttachment::MissingQdisc::Add);
    if (attached && side.device != overlay_) some = true;
    if (!attached && first_problem) first_problem = std::move(attached);
  }
  return some ? Result<void>{} : first_problem;
}

void UplinkWatch::report_attached(Instant now, const Observe& observe) {
  last_check_ = now;
  for (const Side& side : sides_)
    if (side.attachment)
      observe(now, HookAttached{name_of(side), std::string(to_text(side.mode))});
    else
      observe(now, HookDetached{name_of(side), now, side.blind_for});
}

void UplinkWatch::follow(const Uplinks& uplinks, Instant known_until, BootClock clock,
                         const Observe& observe) {
  std::erase_if(sides_, [&](const Side& side) {
    const bool is_named = std::ranges::find(uplinks.missing, side.device) != uplinks.missing.end();
    return side.device != overlay_ && !is_named && !find_interface(side.device);
  });
  const auto known = devices();
  for (const Uplink& uplink : uplinks.watched)
    if (std::ranges::find(known, uplink.device) == known.end())
      follow_new(uplink, known_until, clock, observe);
    else
      replace_programs(uplink, clock, observe);
}

void UplinkWatch::follow_new(const Uplink& uplink, Instant known_until, BootClock clock,
                             const Observe& observe) {
  const auto old = static_cast<std::ptrdiff_t>(sides_.size());
  add_sides(uplink);
  for (auto side = sides_.begin() + old; side != sides_.end(); ++side)
    attach_again(*side, known_until, "packets can leave through it since then", clock, observe);
}

void UplinkWatch::replace_programs(const Uplink& uplink, BootClock clock, const Observe& observe) {
  for (Side& side : sides_) {
    if (side.device != uplink.device || side.device == overlay_) continue;
    const int program = programs_.tc_program(side.hook, shape_of(uplink));
    if (program == side.program) continue;
    side.program = program;
    const Instant now = clock.now();
    side.attachment.reset();
    attach_again(side, now, "it needs another program", clock, observe);
  }
}

void UplinkWatch::attach_again(Side& side, Instant blind_since, std::string_view reason,
                               BootClock clock, const Observe& observe) {
  const auto attached = attach(side, TcAttachment::MissingQdisc::Add);
  if (attached) side.blind_for.clear();
  observe(clock.now(), HookDetached{name_of(side), blind_since,
                                    attached ? std::string(reason) : side.blind_for});
  if (attached) observe(clock.now(), HookAttached{name_of(side), std::string(to_text(side.mode))});
}

void UplinkWatch::check(BootClock clock, TcAttachment::MissingQdisc missing,
                        const Observe& observe) {
  const Instant looked = clock.now();
  for (Side& side : sides_) check(side, clock, missing, observe);
  last_check_ = looked;
}

void UplinkWatch::check(Side& side, BootClock clock, TcAttachment::MissingQdisc missing,
                        const Observe& observe) {
  const Instant now = clock.now();
  const auto trouble = side.attachment ? side.attachment->trouble() : std::nullopt;
  if (trouble) {
    if (side.blind_for.empty())
      observe(now, HookDetached{name_of(side), last_check_, trouble->words});
    side.blind_for = trouble->words;
    if (!trouble->is_gone && !may_answer(side, now)) return;
    side.attachment.reset();
  }
  const bool is_attached = side.attachment || attach(side, missing);
  if (is_attached && !side.blind_for.empty() && now >= side.contended_until)
    sees_again(side, clock, observe);
}

bool UplinkWatch::may_answer(Side& side, Instant now) {
  const Duration since_answer = now - side.put_in_front;
  if (since_answer < kBetweenAnswers) return false;
  if (since_answer < kCalm) side.contended_until = now + kCalm;
  side.put_in_front = now;
  return true;
}

void UplinkWatch::sees_again(Side& side, BootClock clock, const Observe& observe) {
  side.blind_for.clear();
  observe(clock.now(), HookAttached{name_of(side), std::string(to_text(side.mode))});
}

bool UplinkWatch::all_exist() const {
  return std::ranges::all_of(
      sides_, [](const Side& side) { return find_interface(side.device).has_value(); });
}

UplinksFound UplinkWatch::told(const Uplinks& uplinks, Instant since) const {
  UplinksFound told = to_observation(uplinks, since);
  for (const std::string& device : devices()) {
    const auto index = find_interface(device);
    if (!index || std::ranges::find(told.watched, device, &NodeDevice::name) != told.watched.end())
      continue;
    told.watched.push_back({static_cast<std::uint32_t>(*index), device, "routes led through it"});
  }
  return told;
}

std::vector<std::string> UplinkWatch::devices() const {
  std::vector<std::string> names;
  for (const Side& side : sides_)
    if (side.device != overlay_ && std::ranges::find(names, side.device) == names.end())
      names.push_back(side.device);
  return names;
}

}  // namespace canary
