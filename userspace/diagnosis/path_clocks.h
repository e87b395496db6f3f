// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <vector>

#include "diagnosis/xfrm_history.h"
#include "fates/address_book.h"
#include "fates/path_loss.h"
#include "model/path_clocks.h"
#include "reading/node_session.h"

namespace canary {

/// Tells when the agents of a path were ready, its states installed and its traffic clean, and
/// which entries went and came on the way there.
class PathClockFinder {
 public:
  /// Reads all sessions. Both must live longer.
  PathClockFinder(std::span<const NodeSession> sessions, const AddressBook& book);

  /// The clocks of a path. Nothing for a control path, without a significant outage, and where no
  /// end was watched.
  [[nodiscard]] std::optional<PathClocks> find(const PathProbes& path, const PathLoss& loss) const;

 private:
  struct Change {
    EntryChange change;
    std::string entry;  ///< "state ...", "policy ..."
  };
  struct NodeChanges {
    std::map<NodeName, std::vector<Change>> of_peer;  ///< by whose address is at the far end
    std::vector<Change> of_all;  ///< of what serves all peers, or nobody that is known
    /// Policies out by where they send to, where it is not known whose address that is.
    std::map<IpAddress, std::vector<XfrmPolicy>> to_unknown;
  };
  class Absences;

  void read(const NodeSession& session);
  void read_policies(const NodeSession& session);
  void follow(const NodeName& node, const NodeName& peer, const PathProbes& path, Instant until,
              PathClocks& clocks) const;

  std::span<const NodeSession> sessions_;
  const AddressBook& book_;
  std::map<NodeName, NodeChanges> nodes_;
};

}  // namespace canary
