// SPDX-License-Identifier: Apache-2.0
#include "base/scoped_netns.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "testing/fresh_netns.h"

namespace canary {
namespace {

ino_t current_netns() {
  struct stat seen {};
  stat("/proc/thread-self/ns/net", &seen);
  return seen.st_ino;
}

TEST(ScopedNetns, StandsInTheOtherNamespaceAndComesBack) {
  const auto other = FreshNetns::make();
  if (!other) GTEST_SKIP() << "needs CAP_SYS_ADMIN to make a network namespace";
  const ino_t home = current_netns();
  {
    const auto inside = ScopedNetns::enter(other->path());
    ASSERT_TRUE(inside.has_value()) << inside.error().message;
    EXPECT_NE(current_netns(), home);
  }
  EXPECT_EQ(current_netns(), home);
}

TEST(ScopedNetns, AnEmptyPathStaysHome) {
  const ino_t home = current_netns();
  const auto inside = ScopedNetns::enter("");
  ASSERT_TRUE(inside.has_value());
  EXPECT_EQ(current_netns(), home);
}

TEST(ScopedNetns, AMissingPathIsAUsageErrorThatNamesItAndTheWayOut) {
  const auto refused = ScopedNetns::enter("/run/netns/no-such-node");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
  EXPECT_EQ(refused.error().message,
            "enter network namespace '/run/netns/no-such-node': No such file or directory; give a "
            "namespace file: /proc/PID/ns/net or /run/netns/NAME");
}

TEST(ScopedNetns, AFileThatIsNoNamespaceIsAnError) {
  EXPECT_FALSE(ScopedNetns::enter("/dev/null").has_value());
}

}  // namespace
}  // namespace canary
