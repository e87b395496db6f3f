// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "inspection/inspection.h"

namespace canary {

/// Whether `state` is of ESP or AH and has its key: others are no half of a pair.
[[nodiscard]] bool is_keyed(const XfrmState& state);

/// Who decrypts packets from one outer address.
class InboundStates {
 public:
  InboundStates(const XfrmTables& tables, const NodeFacts& facts);

  /// The state for answers to what `encrypts` encrypts to `remote` for `policy`: the newest that
  /// names it as source, else the newest without a source. With marks of Cilium's the SPI of both
  /// halves is the same, and so is the node ID; with IKE the reqid is, unless no state of that
  /// reqid comes from anywhere. Null: none.
  [[nodiscard]] const XfrmState* partner_of(const IpAddress& remote, const XfrmPolicy& policy,
                                            const XfrmTemplate& wanted,
                                            const XfrmState* encrypts) const;

  /// Of the states that name `remote` as source.
  [[nodiscard]] std::set<std::uint32_t> spis_from(const IpAddress& remote) const;

  /// The newest of them that is for an address which this node has not; null: none.
  [[nodiscard]] const XfrmState* to_former_address(const IpAddress& remote) const;

  [[nodiscard]] const std::vector<const XfrmState*>& from(const IpAddress& remote) const;

 private:
  std::map<IpAddress, std::vector<const XfrmState*>> by_source_;  ///< oldest first
  std::set<std::uint32_t> wanted_out_;                            ///< reqids of templates out
  const std::set<IpAddress>* local_;
};

}  // namespace canary
