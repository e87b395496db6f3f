// SPDX-License-Identifier: Apache-2.0
#include "report/command_in.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(CommandIn, IsTheWholeOfAnAdviceThatIsOne) {
  EXPECT_EQ(command_in("ip xfrm state delete src 10.0.0.1 dst 10.0.1.1 proto esp spi 0x3"),
            "ip xfrm state delete src 10.0.0.1 dst 10.0.1.1 proto esp spi 0x3");
}

TEST(CommandIn, StandsBehindTheColonOfASentence) {
  EXPECT_EQ(command_in("look for it: ip xfrm policy | grep -B3 'dst 10.0.0.0'"),
            "ip xfrm policy | grep -B3 'dst 10.0.0.0'");
}

TEST(CommandIn, IsEmptyWhereASentenceHasNone) {
  for (const std::string_view advice :
       {"", "restart the agent", "afterwards: restart the agent", "stop `ip xfrm monitor`"})
    EXPECT_EQ(command_in(advice), "") << advice;
}

}  // namespace
}  // namespace canary
