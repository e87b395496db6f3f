// SPDX-License-Identifier: Apache-2.0
// Where a probe died that each known cause dropped, on each leg.
#include <gtest/gtest.h>

#include "fates/fate.h"
#include "fates/testing/fate_of.h"

namespace canary {
namespace {

using enum ProbeLeg;
using testing::died;
using testing::died_as_esp;
using testing::fate_in;

class EveryCause : public ::testing::TestWithParam<DropCauseInfo> {
 protected:
  const std::string cause{GetParam().name};
  const bool outbound = GetParam().direction == Direction::Out;
};

TEST_P(EveryCause, OfAReadableRequestIsItsFate) {
  auto a = sender(), b = reflector();
  (outbound ? a : b).dropped(cause, 5);
  EXPECT_EQ(fate_in(a, b), died(GetParam().stage, outbound ? "node-a" : "node-b", cause));
}

TEST_P(EveryCause, OfAnEncryptedRequestIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5);
  if (!outbound) a.left_uplink(5);
  (outbound ? a : b).dropped_esp(cause, 5);
  EXPECT_EQ(fate_in(a, b), died_as_esp(GetParam().stage, outbound ? "node-a" : "node-b", cause));
}

TEST_P(EveryCause, OfAReadableReplyIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5).left_uplink(5);
  b.arrived(5);
  (outbound ? b : a).dropped(cause, 5, Reply);
  EXPECT_EQ(fate_in(a, b), died(GetParam().stage, outbound ? "node-b" : "node-a", cause, Reply));
}

TEST_P(EveryCause, OfAnEncryptedReplyIsItsFate) {
  auto a = sender(), b = reflector();
  a.encrypted(5).left_uplink(5);
  b.arrived(5).encrypted(5, Reply);
  if (!outbound) b.left_uplink(5, Reply);
  (outbound ? b : a).dropped_esp(cause, 5, Reply);
  EXPECT_EQ(fate_in(a, b),
            died_as_esp(GetParam().stage, outbound ? "node-b" : "node-a", cause, Reply));
}

INSTANTIATE_TEST_SUITE_P(OfTheKernel, EveryCause,
                         ::testing::ValuesIn(known_drop_causes().begin(),
                                             known_drop_causes().end()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace canary
