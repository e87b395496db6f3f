// SPDX-License-Identifier: Apache-2.0
#include "kernel/function_names.h"

#include <gtest/gtest.h>

#include <sstream>

namespace canary {
namespace {

KernelSymbols two_functions() {
  std::istringstream lines(
      "ffffffff81000100 t xfrm_input\n"
      "ffffffff81000200 T ip_rcv\n");
  return KernelSymbols::read(lines);
}

std::optional<std::string> cannot_tell(std::uint64_t) { return std::nullopt; }

TEST(FunctionNames, TheKernelIsAskedOnceForEachAddress) {
  int asked = 0;
  const auto ask = [&](std::uint64_t) -> std::optional<std::string> {
    ++asked;
    return "xfrm_input";
  };
  FunctionNames names(ask, [] {
    ADD_FAILURE() << "symbols were read";
    return KernelSymbols{};
  });
  EXPECT_EQ(names.at(0xffffffff81000150), "xfrm_input");
  EXPECT_EQ(names.at(0xffffffff81000150), "xfrm_input");
  EXPECT_EQ(asked, 1);
}

TEST(FunctionNames, SymbolsAreReadOnceWhereTheKernelCannotTell) {
  int read = 0;
  FunctionNames names(cannot_tell, [&] {
    ++read;
    return two_functions();
  });
  EXPECT_EQ(read, 0);
  EXPECT_EQ(names.at(0xffffffff81000150), "xfrm_input");
  EXPECT_EQ(names.at(0xffffffff81000210), "ip_rcv");
  EXPECT_EQ(read, 1);
}

TEST(FunctionNames, WithoutEitherThereIsNoName) {
  FunctionNames names(cannot_tell, [] { return KernelSymbols{}; });
  EXPECT_EQ(names.at(0xffffffff81000150), "");
  EXPECT_EQ(names.at(0), "");
}

TEST(FunctionOf, LeavesTheModuleAndNumbersOut) {
  EXPECT_EQ(function_of("xfrm_input"), "xfrm_input");
  EXPECT_EQ(function_of("esp_output [esp4]"), "esp_output");
  EXPECT_EQ(function_of("0xffffffff81000150"), "");
}

}  // namespace
}  // namespace canary
