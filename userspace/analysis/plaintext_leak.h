// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/finding.h"
#include "reading/node_session.h"

namespace canary {

/// `plaintext-leak` (Failure), one for each node and peer: packets that must be encrypted left the
/// uplink in the clear. Evidence tells how many, from whom to whom, when first and last, and where
/// that lies to the agent's transition.
[[nodiscard]] std::vector<Finding> find_leaks(std::span<const NodeSession> sessions,
                                              const AddressBook& book);

}  // namespace canary
