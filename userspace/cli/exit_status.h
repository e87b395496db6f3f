// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/error.h"
#include "model/verdict.h"

namespace canary {

/// ExitStatus is what the process says to a pipeline.
enum class ExitStatus {
  Fine = 0,          ///< unaffected or recovered, and no failing finding
  Broken = 1,        ///< not recovered, or a failing finding (a leak)
  Usage = 2,         ///< a flag, a configuration, an input file
  Environment = 3,   ///< cannot attach, no permission
  Inconclusive = 4,  ///< could not look
};

/// Judges by the verdict, and by the findings first.
[[nodiscard]] ExitStatus exit_status_of(const Judgement& judgement);
/// Judges where findings are all there is: Broken if one of them fails.
[[nodiscard]] ExitStatus exit_status_of(std::span<const Finding> findings);
/// Tells Usage from Environment.
[[nodiscard]] ExitStatus exit_status_of(const Error& error);

}  // namespace canary
