// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reading/node_session.h"

namespace canary {

/// Tells whose address it is. That is known from the headers (local addresses, peers) and learned
/// from probes: what a node encrypted and sent has its own outer source, and where the request was
/// answered its destination is the peer's. The source at the encryption may be rewritten before the
/// uplink, and counts where nothing else tells. An address that two nodes have is nobody's, and so
/// is the unspecified one.
class AddressBook {
 public:
  explicit AddressBook(std::span<const NodeSession> sessions);

  /// The node that has this address; null when it is not known.
  [[nodiscard]] const NodeName* owner(const IpAddress& address) const;
  /// The owner of exactly this address, protected prefixes left out.
  [[nodiscard]] const NodeName* exact_owner(const IpAddress& address) const;
  /// The owner's name, else the address as text.
  [[nodiscard]] std::string name_of(const IpAddress& address) const;

 private:
  void read_header(const SessionHeader& header);
  void learn(const NodeSession& session);

  /// Owners, by how sure they are; an empty name: more than one claims it.
  std::map<IpAddress, NodeName> told_, sent_from_, sent_to_, encrypted_from_;
  std::vector<std::pair<IpPrefix, NodeName>> prefixes_;  ///< longest first
};

/// Writes "192.0.2.2 -> 192.0.2.1".
[[nodiscard]] std::string outer_text(const IpAddress& source, const IpAddress& destination);

}  // namespace canary
