// SPDX-License-Identifier: Apache-2.0
#include "uplinks/uplink_words.h"

#include <fmt/format.h>

#include "uplinks/link_map.h"

namespace canary {
namespace {

template <class Device>
std::string with_reason(const Device& of) {
  return fmt::format("{} ({})", of.device, of.reason);
}

std::string_view is_or_are(const std::vector<std::string>& names) {
  return names.size() == 1 ? "is" : "are";
}

}  // namespace

std::string to_sentence(const Uplinks& uplinks) {
  std::vector<std::string> watched;
  for (const Uplink& uplink : uplinks.watched) watched.push_back(with_reason(uplink));
  std::vector<std::string> unseen;
  for (const UnwatchedDevice& device : uplinks.unwatched)
    if (device.sends_unseen) unseen.push_back(with_reason(device));
  std::string text = watched.empty()
                         ? "no device is watched"
                         : fmt::format("watched {} {}", is_or_are(watched), name_list(watched));
  if (!unseen.empty())
    text += fmt::format("; not watched {} {}", is_or_are(unseen), name_list(unseen));
  if (!uplinks.missing.empty()) text += fmt::format("; there is no {}", name_list(uplinks.missing));
  return text;
}

}  // namespace canary
