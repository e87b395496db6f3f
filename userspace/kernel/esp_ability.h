// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/ip_address.h"

namespace canary {

/// Whether a state of ESP can be added for one family. Without the cipher's frame, `esp4` or
/// `esp6`, the kernel refuses it (EPROTONOSUPPORT), and no counter moves.
struct EspAbility {
  std::string module;                 ///< "esp4", "esp6"
  bool is_there = false;              ///< loaded, or built in
  std::optional<bool> can_be_loaded;  ///< at the next start of the node; absent: cannot tell
  std::string why;                    ///< the file and line, sysctl or folder that says so
};

/// Asks files only, changes nothing: /sys/module, /lib/modules, kernel.modules_disabled, and what
/// modprobe.d(5) tells modprobe to do instead. `root` is put before each path.
[[nodiscard]] EspAbility find_esp_ability(Family family, const std::string& root = "");

}  // namespace canary
