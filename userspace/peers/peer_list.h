// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "model/peer.h"
#include "peers/dns_resolver.h"

namespace canary {

/// Reads a file with one peer a line, as --peer writes it; empty lines and what follows a # are
/// left out. Errors name the file, and the line by what stands in it.
[[nodiscard]] Result<std::vector<PeerSpec>> read_peer_file(const std::string& path);

/// Asks DNS for peers, as a headless Service of Kubernetes tells of its pods. Each address
/// (A, AAAA) is a peer whose name is its address. Of "_service._proto.name" each target (SRV) is a
/// peer with all its addresses; its name is the target's first label, or all of it where two begin
/// alike. None where the target is "." (decidedly no service). Targets at another port than
/// `stamp_port` are an error. Blocks until all is answered.
[[nodiscard]] Result<std::vector<PeerSpec>> resolve_peers(const std::string& name,
                                                          std::uint16_t stamp_port,
                                                          const DnsOptions& options);

/// All of `peers` but those that have one of these addresses: a node does not probe itself.
[[nodiscard]] std::vector<PeerSpec> without_own(std::vector<PeerSpec> peers,
                                                const std::vector<IpAddress>& own);

}  // namespace canary
