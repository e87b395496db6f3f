// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/verdict.h"

namespace canary {

/// The judgement for people with a browser: one file that needs no other and no network, most
/// important first: the verdict and why, the session over time, the matrix of pairs, broken paths
/// with where their probes died, drops by cause, findings with advice, the ledger, and last what
/// could not be seen. Reads on a phone, in light and dark, and without its script, which only
/// filters and copies. Grows with what is broken and, by a few bytes, with the number of pairs.
/// Equal judgements give equal bytes.
[[nodiscard]] std::string to_html_report(const Judgement& judgement);

}  // namespace canary
