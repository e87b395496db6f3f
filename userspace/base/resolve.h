// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/socket_address.h"

namespace canary {

/// All addresses (A, AAAA) of a name, or the address that it is, each once, in order. Blocks for as
/// long as the resolver does. The error is the resolver's own sentence.
[[nodiscard]] Result<std::vector<Endpoint>> resolve(const std::string& host, std::uint16_t port);

}  // namespace canary
