// SPDX-License-Identifier: Apache-2.0
#include "peers/srv_answer.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;

/// "_s._udp SRV 0 0 862 node-b", whose target is the name at 38, and an A record of that name.
const Octets kAnswer = {
    0,   1,   0x81, 0x80, 0,   0,   0,   1,   0, 0,  0, 1,               // one answer, one more
    2,   '_', 's',  4,    '_', 'u', 'd', 'p', 0,                         // of _s._udp
    0,   33,  0,    1,    0,   0,   0,   5,   0, 14,                     // SRV
    0,   0,   0,    0,    3,   94,                                       // port 862
    6,   'n', 'o',  'd',  'e', '-', 'b', 0,                              // at 37: the target
    192, 37,  0,    1,    0,   1,   0,   0,   0, 5,  0, 4, 10, 0, 1, 10  // its address
};

TEST(SrvAnswer, TellsTargetsAndTheAddressesThatCameWithThem) {
  const auto answer = parse_srv_answer(kAnswer);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->targets, (std::vector<SrvTarget>{{"node-b", 862}}));
  EXPECT_EQ(answer->addresses.at("node-b"),
            std::vector<IpAddress>{IpAddress::parse("10.0.1.10").value()});
}

TEST(SrvAnswer, CutAnywhereItIsAnErrorAndNothingIsReadBeyond) {
  for (std::size_t size = 0; size < kAnswer.size(); ++size)
    EXPECT_FALSE(parse_srv_answer(
        Octets(kAnswer.begin(), kAnswer.begin() + static_cast<std::ptrdiff_t>(size))))
        << size;
}

TEST(SrvAnswer, ANameThatPointsAtItselfIsAnError) {
  Octets looping = kAnswer;
  looping[37] = 192;
  looping[38] = 37;
  EXPECT_FALSE(parse_srv_answer(looping));
}

TEST(SrvAnswer, ALengthThatEndsBeforeTheTargetIsAnError) {
  Octets shorter = kAnswer;
  shorter[30] = 6;
  EXPECT_FALSE(parse_srv_answer(shorter));
}

}  // namespace
}  // namespace canary
