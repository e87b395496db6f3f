// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/outage.h"
#include "reading/no_answers.h"

namespace canary {

/// Why an outage shows that the canary at the other end does not answer, and not that IPsec is
/// down, in one sentence: something else than answers came back until its end, or every lost
/// request was seen to arrive there, and nothing says that a packet died on the way. Nothing where
/// the outage does not show that.
[[nodiscard]] std::optional<std::string> why_canary_is_down(const Outage& outage,
                                                            const PathProbes& path,
                                                            std::span<const NoAnswers> no_answers,
                                                            Duration deadline);

/// `canary-trouble` (Warning): what came back on a path instead of answers, one for each reason;
/// (Info) a reflector without a memory of sessions.
[[nodiscard]] std::vector<Finding> find_canary_trouble(std::span<const NodeSession> sessions);

}  // namespace canary
