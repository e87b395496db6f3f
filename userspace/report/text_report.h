// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/terminal_text.h"
#include "model/verdict.h"

namespace canary {

struct TextStyle {
  bool color = false;  ///< ANSI colours: for terminals only
  int width = 80;      ///< columns; long sentences are wrapped there
};

/// The judgement for people, most important first: the verdict and why in the first line, then
/// broken paths with where their probes died, drops by cause, a picture over time, findings with
/// advice, and last what could not be seen. Grows with what is broken, not with the number of
/// paths.
[[nodiscard]] TerminalText to_text_report(const Judgement& judgement, TextStyle style);

}  // namespace canary
