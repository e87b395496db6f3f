// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_stat.h"

#include <gtest/gtest.h>

#include "model/drop_cause.h"

namespace canary {
namespace {

TEST(XfrmStat, KeepsTheFilesOrderAndItsOwnNames) {
  const auto rows =
      parse_xfrm_stat("XfrmInError             \t0\nXfrmNewInSomeKernel  \t7\n").value();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].first, "XfrmInError");
  EXPECT_EQ(rows[1], (std::pair<std::string, std::uint64_t>{"XfrmNewInSomeKernel", 7}));
}

TEST(XfrmStat, EachCounterOfThisKernelIsKnown) {
  const auto rows = read_xfrm_stat();
  if (!rows) GTEST_SKIP() << rows.error().message;
  for (const auto& [name, count] : *rows)
    EXPECT_EQ(describe_drop_cause(name).name, name) << "explain knows nothing of it";
}

TEST(XfrmStat, RefusesWhatIsNoTableOfCounters) {
  for (const char* text : {"", "XfrmInError\n", "XfrmInError many\n"})
    EXPECT_FALSE(parse_xfrm_stat(text).has_value()) << text;
}

}  // namespace
}  // namespace canary
