// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/ip_address.h"

namespace canary::testing {

/// An address that is known to be one. For tests only.
inline IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

}  // namespace canary::testing
