// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

Judgement judged(Verdict verdict) {
  Judgement judgement;
  judgement.verdict = verdict;
  return judgement;
}

Finding finding(Severity severity) {
  Finding found;
  found.severity = severity;
  return found;
}

TEST(ExitStatus, EveryVerdictHasItsCode) {
  EXPECT_EQ(exit_status_of(judged(Verdict::Unaffected)), ExitStatus::Fine);
  EXPECT_EQ(exit_status_of(judged(Verdict::Recovered)), ExitStatus::Fine);
  EXPECT_EQ(exit_status_of(judged(Verdict::NotRecovered)), ExitStatus::Broken);
  EXPECT_EQ(exit_status_of(judged(Verdict::Inconclusive)), ExitStatus::Inconclusive);
}

TEST(ExitStatus, AFailingFindingOutweighsAGoodVerdict) {
  Judgement leaky = judged(Verdict::Recovered);
  leaky.findings = {finding(Severity::Failure)};
  EXPECT_EQ(exit_status_of(leaky), ExitStatus::Broken);
}

TEST(ExitStatus, AWarningDoesNot) {
  Judgement lossy = judged(Verdict::Unaffected);
  lossy.findings = {finding(Severity::Warning)};
  EXPECT_EQ(exit_status_of(lossy), ExitStatus::Fine);
}

TEST(ExitStatus, ErrorsTellUsageFromEnvironment) {
  EXPECT_EQ(exit_status_of(Error{ErrorKind::Usage, "x"}), ExitStatus::Usage);
  EXPECT_EQ(exit_status_of(Error{ErrorKind::Environment, "x"}), ExitStatus::Environment);
}

}  // namespace
}  // namespace canary
