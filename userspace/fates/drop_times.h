// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/span.h"

namespace canary {

/// When XFRM dropped packets that nobody could name as a probe: they may have carried one.
class DropTimes {
 public:
  DropTimes(std::span<const NodeSession> sessions, const AddressBook& book);

  /// Whether there is one in `window` on either node that is from, to, or possibly from or to the
  /// other one.
  [[nodiscard]] bool any(const NodeName& a, const NodeName& b, const Span& window) const;

 private:
  /// Times by (where it was seen, other end), sorted; the other end is empty where it is not known.
  std::map<std::pair<NodeName, NodeName>, std::vector<Instant>> times_;
};

}  // namespace canary
