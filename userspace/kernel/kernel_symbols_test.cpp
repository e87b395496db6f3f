// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_symbols.h"

#include <gtest/gtest.h>

#include <sstream>

namespace canary {
namespace {

KernelSymbols symbols_of(const char* text) {
  std::istringstream lines(text);
  return KernelSymbols::read(lines);
}

constexpr const char* kKallsyms =
    "ffffffff81000200 T ip_rcv\n"
    "ffffffff81000100 t xfrm_input\n"
    "ffffffff82000000 D some_data\n"
    "ffffffffc0000000 t esp_output\t[esp4]\n";

TEST(KernelSymbols, AnAddressBelongsToTheFunctionBeforeIt) {
  const KernelSymbols symbols = symbols_of(kKallsyms);
  EXPECT_EQ(symbols.function_at(0xffffffff81000150), "xfrm_input");
  EXPECT_EQ(symbols.function_at(0xffffffff81000200), "ip_rcv");
  EXPECT_EQ(symbols.function_at(0xffffffff81000000), "");
}

TEST(KernelSymbols, AnAddressInAModuleBelongsToTheModulesFunction) {
  EXPECT_EQ(symbols_of(kKallsyms).function_at(0xffffffffc0000010), "esp_output");
}

TEST(KernelSymbols, AnUnknownPlaceHasNoName) {
  EXPECT_EQ(symbols_of(kKallsyms).function_at(0), "");
  EXPECT_EQ(symbols_of("").function_at(0xffffffff81000150), "");
}

TEST(KernelSymbols, FindsHooks) {
  const KernelSymbols symbols = symbols_of(kKallsyms);
  EXPECT_TRUE(symbols.has_function("xfrm_input"));
  EXPECT_FALSE(symbols.has_function("esp_output")) << "no hook is in a module";
}

TEST(KernelSymbols, HiddenAddressesNameNothingButTellWhatThereIs) {
  const KernelSymbols symbols = symbols_of("0000000000000000 t xfrm_input\n");
  EXPECT_TRUE(symbols.has_function("xfrm_input"));
  EXPECT_EQ(symbols.function_at(0xffffffff81000150), "");
}

}  // namespace
}  // namespace canary
