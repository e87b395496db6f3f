// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace canary {

/// One thing that doctor looked at.
struct DoctorCheck {
  std::string name;
  bool fine = false;
  std::string what;  ///< what was found, or why it is missing
  bool operator==(const DoctorCheck&) const = default;
};

/// How one hook would be attached.
struct DoctorHook {
  std::string name;
  std::optional<std::string> mode;  ///< absent: it cannot be attached
  std::string reason;
  std::string consequence;  ///< what is not seen where mode is absent
  bool operator==(const DoctorHook&) const = default;
};

/// What doctor tells of a kernel and a node.
struct DoctorReport {
  std::string kernel;  ///< release
  bool ready = false;  ///< verify can attach everything
  std::vector<DoctorCheck> checks;
  std::vector<DoctorHook> hooks;  ///< in the order of a packet's way
};

/// Tells it to people.
[[nodiscard]] TerminalText to_text_report(const DoctorReport& report, TextStyle style);

/// Tells it to machines: schema xfrm-canary/doctor/1.
[[nodiscard]] std::string to_json_report(const DoctorReport& report);

}  // namespace canary
