// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/peer_spec.h"

namespace canary {

/// A file with one peer a line, as --peer writes it; empty lines and what follows a # are left out.
/// Errors name the file, and the line by what stands in it.
[[nodiscard]] Result<std::vector<PeerSpec>> read_peer_file(const std::string& path);

/// Each address of a DNS name (A, AAAA) as a peer whose name is its address: what a headless
/// Service of Kubernetes tells of its pods. Blocks for as long as the resolver does.
[[nodiscard]] Result<std::vector<PeerSpec>> resolve_peers(const std::string& name);

/// All of `peers` but those that have one of these addresses: a node does not probe itself.
[[nodiscard]] std::vector<PeerSpec> without_own(std::vector<PeerSpec> peers,
                                                const std::vector<IpAddress>& own);

}  // namespace canary
