// SPDX-License-Identifier: Apache-2.0
#include "base/resolve.h"

#include <gtest/gtest.h>

namespace canary {
namespace {

TEST(Resolve, AnAddressIsItself) {
  const auto found = resolve("127.0.0.7", 9862);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(to_text(found->front()), "127.0.0.7:9862");
}

TEST(Resolve, ANameThatIsNotThereIsAnError) { EXPECT_FALSE(resolve("no-such-name.invalid", 9862)); }

}  // namespace
}  // namespace canary
