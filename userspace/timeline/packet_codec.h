// SPDX-License-Identifier: Apache-2.0
// Fields of the names of packets, which several observations carry.
#pragma once

#include "timeline/json_fields.h"

namespace canary {

void fields_of(auto& field, Is<ProbeKey> auto& probe) {
  field("sender", probe.sender);
  field("reflector", probe.reflector);
  field("ssid", probe.ssid);
  field("sequence", probe.sequence);
}

void fields_of(auto& field, Is<EspKey> auto& esp) {
  field("spi", esp.spi);
  field("sequence", esp.sequence);
}

void fields_of(auto& field, Is<SequencesCounted> auto& counted) {
  field("first", counted.first);
  field("highest", counted.highest);
  field("restarts", counted.restarts);
  field("ended_first", counted.ended_first);
  field("ended_highest", counted.ended_highest);
  field("ended_packets", counted.ended_packets);
  field("duplicated", counted.duplicated);
  field("reordered", counted.reordered);
}

}  // namespace canary
