// SPDX-License-Identifier: Apache-2.0
// The risks that the makers of OpenShift publish of updates, as machines read them: the answer of
// an OpenShift Update Service (Cincinnati, version 1 of the graph: nodes, edges, conditionalEdges).
#pragma once

#include <string_view>
#include <vector>

#include "advice/advisory.h"

namespace canary {

struct UpdateRisks {
  bool knows_the_update = false;     ///< the graph leads from the one release to the other
  std::vector<Advisory> advisories;  ///< risks of this update whose words are about IPsec
};

/// What `graph` says of updating from `from` to `to`. A risk that holds for some clusters only
/// bears the condition `told-by-metrics`. A Usage error names what cannot be read.
[[nodiscard]] Result<UpdateRisks> read_update_risks(std::string_view graph, const Version& from,
                                                    const Version& to);

}  // namespace canary
