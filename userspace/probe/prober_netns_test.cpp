// SPDX-License-Identifier: Apache-2.0
//
//   home namespace                          other namespace
//   prober, encrypted paths  ..> nobody     prober, control paths --> reflector
//
#include <gtest/gtest.h>

#include "probe/testing/prober_fixture.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

class ProberInNamespaces : public ProberOverLoopback {};

TEST_F(ProberInNamespaces, EveryKindOfPathLeavesFromItsOwn) {
  const auto other = FreshNetns::make();
  if (!other) GTEST_SKIP() << "needs CAP_SYS_ADMIN to make a network namespace";
  reflector_ =
      Reflector::start(*loop_, clock_, {.listen = {{.netns = other->path()}}, .port = 0}).value();
  options_.port = reflector_->port();
  options_.control = {.netns = other->path(), .local = {ip("127.0.0.9")}};
  target("node-b", "127.0.0.3", PathKind::Encrypted);
  target("node-b", "127.0.0.3", PathKind::Control);
  start();
  ASSERT_TRUE(run_until_replies(3));
  for (const ReplyReceived& reply : all<ReplyReceived>()) EXPECT_EQ(reply.ssid, 2);
  EXPECT_GT(all<ProbeSent>().size(), all<ReplyReceived>().size());
}

TEST_F(ProberInNamespaces, ANamespaceThatIsMissingIsNamed) {
  target("node-b", "127.0.0.3");
  options_.encrypted.netns = "/run/netns/none";
  EXPECT_NE(try_start().error().message.find("/run/netns/none"), std::string::npos);
}

}  // namespace
}  // namespace canary
