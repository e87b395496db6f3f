// SPDX-License-Identifier: Apache-2.0
// Whether an upgrade is known to break encrypted traffic, and how far that knowledge goes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "advice/advisory.h"

namespace canary {

enum class Outlook : std::uint8_t {
  NothingKnown,  ///< the versions lie within what the data know, and nothing there is against it
  Affected,
  CannotTell,
};

struct Forecast {
  Outlook outlook = Outlook::NothingKnown;
  std::vector<const Advisory*> advisories;  ///< that hold, or may; the gravest first
  /// Why it cannot be told: a sentence each.
  std::vector<std::string> reasons;
};

/// `holds` says of conditions, by their word, whether they are true of the cluster; one that is
/// missing there is not known. `product` must be one of the data's.
[[nodiscard]] Forecast forecast(const AdvisoryData& data, const Product& product,
                                const Version& from, const Version& to,
                                const std::map<std::string_view, bool>& holds);

}  // namespace canary
