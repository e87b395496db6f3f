// SPDX-License-Identifier: Apache-2.0
#include "metrics/unreachable_peers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

namespace canary {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class NodeWithPeers : public ::testing::Test {
 protected:
  [[nodiscard]] std::string told() const {
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }
  [[nodiscard]] std::size_t count_named() const {
    std::size_t count = 0;
    for (const auto& family : registry_.Collect()) count += family.metric.size();
    return count;
  }

  prometheus::Registry registry_;
  UnreachablePeers peers_{"node-b", registry_};
};

TEST_F(NodeWithPeers, BothEndsNameThePairAlike) {
  peers_.set({{"node-a", 1}});
  EXPECT_THAT(told(), HasSubstr("xfrm_canary_peer_unreachable{pair=\"node-a <-> node-b\",peer="
                                "\"node-a\"} 1\n"));
  UnreachablePeers at_the_other_end("node-a", registry_);
  at_the_other_end.set({{"node-b", 1}});
  EXPECT_THAT(told(), HasSubstr("{pair=\"node-a <-> node-b\",peer=\"node-b\"} 1\n"));
}

TEST_F(NodeWithPeers, APeerThatIsReachedHasNoSeries) {
  EXPECT_EQ(count_named(), 0u);
  peers_.set({{"node-a", 2}, {"node-c", 1}});
  peers_.set({{"node-c", 1}});
  EXPECT_THAT(told(), Not(HasSubstr("peer=\"node-a\"")));
  EXPECT_THAT(told(), HasSubstr("peer=\"node-c\"} 1\n"));
  peers_.set({});
  EXPECT_EQ(count_named(), 0u);
}

TEST_F(NodeWithPeers, ABoundedNumberIsNamedAndStaysNamed) {
  CutOffPeers all;
  for (int number = 100; number < 300; ++number) all["node-" + std::to_string(number)] = 1;
  peers_.set(all);
  EXPECT_EQ(count_named(), UnreachablePeers::kMostNamed);
  EXPECT_THAT(told(), HasSubstr("peer=\"node-100\""));
  all["node-000"] = 1;
  all.erase("node-100");
  peers_.set(all);
  EXPECT_EQ(count_named(), UnreachablePeers::kMostNamed);
  EXPECT_THAT(told(), Not(HasSubstr("peer=\"node-100\"")));
  EXPECT_THAT(told(), HasSubstr("peer=\"node-101\""));
  EXPECT_THAT(told(), HasSubstr("peer=\"node-000\"")) << "it takes the place that is free";
}

}  // namespace
}  // namespace canary
