// SPDX-License-Identifier: Apache-2.0
#include "model/uplinks_found.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace canary {
namespace {

bool holds(const std::vector<NodeDevice>& devices, std::uint32_t index) {
  return std::ranges::find(devices, index, &NodeDevice::index) != devices.end();
}

std::vector<std::string> with_reasons(const std::vector<NodeDevice>& devices) {
  std::vector<std::string> names;
  names.reserve(devices.size());
  for (const NodeDevice& device : devices)
    names.push_back(fmt::format("{} ({})", device.name, device.reason));
  return names;
}

std::string_view is_or_are(const std::vector<NodeDevice>& devices) {
  return devices.size() == 1 ? "is" : "are";
}

std::vector<std::string> devices_to_watch(const UplinksFound& uplinks) {
  std::vector<std::string> names = uplinks.missing;
  for (const NodeDevice& device : uplinks.watched) names.push_back(device.name);
  return names;
}

}  // namespace

std::vector<std::string> hooks_gone(const UplinksFound& before, const UplinksFound& now) {
  const auto still = devices_to_watch(now);
  std::vector<std::string> gone;
  for (const std::string& device : devices_to_watch(before)) {
    if (std::ranges::find(still, device) != still.end()) continue;
    for (const std::string_view kind : {"tc_egress", "tc_ingress"})
      gone.push_back(fmt::format("{} {}", kind, device));
  }
  return gone;
}

bool UplinksFound::sees(std::uint32_t index) const {
  return holds(watched, index) || holds(passing, index);
}

std::string to_sentence(const UplinksFound& uplinks) {
  std::string text = "no device is watched";
  if (!uplinks.watched.empty())
    text = fmt::format("watched {} {}", is_or_are(uplinks.watched),
                       name_list(with_reasons(uplinks.watched)));
  if (!uplinks.unwatched.empty())
    text += fmt::format("; not watched {} {}", is_or_are(uplinks.unwatched),
                        name_list(with_reasons(uplinks.unwatched)));
  if (!uplinks.missing.empty()) text += fmt::format("; there is no {}", name_list(uplinks.missing));
  if (!uplinks.overlay_trouble.empty()) text += fmt::format("; {}", uplinks.overlay_trouble);
  return text;
}

std::string name_list(const std::vector<std::string>& names) {
  constexpr std::size_t kEnough = 3;
  const std::size_t listed = names.size() > kEnough + 1 ? kEnough : names.size();
  std::string text;
  for (std::size_t i = 0; i < listed; ++i) {
    const bool is_last = i + 1 == names.size();
    if (i > 0) text += is_last ? " and " : ", ";
    text += names[i];
  }
  return listed == names.size() ? text : fmt::format("{} and {} more", text, names.size() - listed);
}

}  // namespace canary
