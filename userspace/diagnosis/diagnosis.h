// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "fates/address_book.h"
#include "model/verdict.h"
#include "reading/node_session.h"

namespace canary {

/// `diagnosis` (Warning): which state or policy explains an outage, from the tables of the node
/// where probes died as they were then; with what to do about it. Only where the tables do explain
/// it (drop_explanation.h), and at most 64 for each judgement, those with the most probes.
[[nodiscard]] std::vector<Finding> find_diagnoses(std::span<const NodeSession> sessions,
                                                  std::span<const PathJudgement> paths,
                                                  const AddressBook& book);

}  // namespace canary
