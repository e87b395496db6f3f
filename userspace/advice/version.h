// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

/// How the releases of a product are named.
enum class VersionForm : std::uint8_t {
  ThreeNumbers,
  TwoOrThree,  ///< "5.3" is 5.3.0
};

/// A release: major.minor.patch. What follows ("-rc.1", "-cee.1", a commit) is passed over.
struct Version {
  std::uint32_t major = 0, minor = 0, patch = 0;
  auto operator<=>(const Version&) const = default;

  /// As people and programs have them: "1.13.1", "v1.13.1", "1.13.1 (v1.13.1-a6be57eb80)",
  /// "quay.io/cilium/cilium:v1.13.1@sha256:…", "Client: 1.12.1 4c9a630 …", "Linux strongSwan
  /// U5.9.8/K6.1.0". Anything else is a Usage error.
  [[nodiscard]] static Result<Version> parse(std::string_view text,
                                             VersionForm form = VersionForm::ThreeNumbers);
};

[[nodiscard]] std::string to_text(const Version& version);  ///< "1.13.1"

}  // namespace canary
