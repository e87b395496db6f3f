// SPDX-License-Identifier: Apache-2.0
// Fields of what kernel/ tells about itself and about the kernel's own counters.
#pragma once

#include "timeline/json_fields.h"

namespace canary {

constexpr std::string_view kind_name(std::type_identity<XfrmStatRead>) { return "xfrm_stat_read"; }
void fields_of(auto& field, Is<XfrmStatRead> auto& seen) { field("counters", seen.counters); }

constexpr std::string_view kind_name(std::type_identity<HookAttached>) { return "hook_attached"; }
void fields_of(auto& field, Is<HookAttached> auto& seen) {
  field("hook", seen.hook);
  field("mode", seen.mode);
}

constexpr std::string_view kind_name(std::type_identity<HookDetached>) { return "hook_detached"; }
void fields_of(auto& field, Is<HookDetached> auto& seen) {
  field("hook", seen.hook);
  field("since", seen.since);
  field("reason", seen.reason);
}

constexpr std::string_view kind_name(std::type_identity<HookRuns>) { return "hook_runs"; }
void fields_of(auto& field, Is<HookRuns> auto& seen) {
  field("hook", seen.hook);
  field("runs", seen.runs);
}

constexpr std::string_view kind_name(std::type_identity<EventsLost>) { return "events_lost"; }
void fields_of(auto& field, Is<EventsLost> auto& seen) {
  field("since", seen.since);
  field("count", seen.count);
}

void fields_of(auto& field, Is<NodeDevice> auto& device) {
  field("index", device.index);
  field("name", device.name);
  field("reason", device.reason);
}

constexpr std::string_view kind_name(std::type_identity<UplinksFound>) { return "uplinks_found"; }
void fields_of(auto& field, Is<UplinksFound> auto& seen) {
  field("since", seen.since);
  field("watched", seen.watched);
  field("unwatched", seen.unwatched);
  field("passing", seen.passing);
  field("missing", seen.missing);
  field.unless_usual("overlay_trouble", seen.overlay_trouble);
}

}  // namespace canary
