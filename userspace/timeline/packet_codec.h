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

}  // namespace canary
