// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.h"

#include <algorithm>
#include <utility>

namespace canary {

ExitStatus exit_status_of(std::span<const Finding> findings) {
  const bool failing = std::ranges::any_of(
      findings, [](const Finding& finding) { return finding.severity == Severity::Failure; });
  return failing ? ExitStatus::Broken : ExitStatus::Fine;
}

ExitStatus exit_status_of(const Judgement& judgement) {
  if (exit_status_of(judgement.findings) == ExitStatus::Broken) return ExitStatus::Broken;
  switch (judgement.verdict) {
    case Verdict::Unaffected:
    case Verdict::Recovered:
      return ExitStatus::Fine;
    case Verdict::NotRecovered:
      return ExitStatus::Broken;
    case Verdict::Inconclusive:
      return ExitStatus::Inconclusive;
  }
  std::unreachable();
}

ExitStatus exit_status_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::Usage:
      return ExitStatus::Usage;
    case ErrorKind::Environment:
      return ExitStatus::Environment;
  }
  std::unreachable();
}

}  // namespace canary
