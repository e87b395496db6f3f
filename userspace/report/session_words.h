// SPDX-License-Identifier: Apache-2.0
// What the reports for people say of a session as a whole.
#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"

namespace canary {

[[nodiscard]] std::string_view headline(Verdict verdict);  ///< "NOT RECOVERED"
/// "but 2 failing findings (plaintext-leak)"; "and" behind a verdict that is no good news: a
/// verdict is about recovery alone, and must not hide them. Empty without any.
[[nodiscard]] std::string failing_words(const Judgement& judgement);
/// "node-a, kernel 6.1.0-18-amd64"
[[nodiscard]] std::string node_words(const Judgement& judgement);
/// "2026-11-22 22:15:00.000 UTC, 48.00 s; times below count from there"
[[nodiscard]] std::string session_words(const Judgement& judgement);
/// "cilium 1.13.0 -> 1.13.1, gone at +5.20 s, ready at +12.40 s (7.20 s later)"
[[nodiscard]] std::string agent_words(const AgentReport& agent, Instant started);

}  // namespace canary
