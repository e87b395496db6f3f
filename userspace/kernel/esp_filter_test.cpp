// SPDX-License-Identifier: Apache-2.0
// Rules that `nft` adds in a network namespace of the test, read back from this kernel.
#include "kernel/esp_filter.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/scoped_netns.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

class EspFilterOfANode : public ::testing::Test {
 protected:
  void SetUp() override {
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "needs CAP_SYS_ADMIN for a network namespace";
    home_.emplace(ScopedNetns::enter(netns_->path()));
    ASSERT_TRUE(*home_);
    if (run("list ruleset") != 0) GTEST_SKIP() << "needs nft and a kernel with nf_tables";
    ASSERT_EQ(run("add table inet filter"), 0);
  }

  static int run(const std::string& words) {  // NOLINTNEXTLINE(cert-env33-c): as a person types it
    return std::system(("nft '" + words + "' 2>/dev/null").c_str());
  }
  static void chain(const std::string& name, const std::string& hook,
                    const std::string& policy = "accept") {
    ASSERT_EQ(run("add chain inet filter " + name + " { type filter hook " + hook +
                  " priority 0; policy " + policy + "; }"),
              0);
  }
  static void rule(const std::string& words) {
    ASSERT_EQ(run("add rule inet filter " + words), 0) << words;
  }
  static FilterAnswer answer(Family family = Family::V4) { return find_esp_filter(family).answer; }

  std::optional<FreshNetns> netns_;
  std::optional<Result<ScopedNetns>> home_;
};

TEST_F(EspFilterOfANode, LetsEspPassWithoutRules) {
  chain("input", "input");
  EXPECT_EQ(answer(), FilterAnswer::Passes);
}

TEST_F(EspFilterOfANode, DropsItByARuleForItsProtocolAndTheRuleIsNamed) {
  chain("input", "input");
  rule("input counter");
  rule("input meta l4proto esp counter drop");
  const auto found = find_esp_filter(Family::V4);
  EXPECT_EQ(found.answer, FilterAnswer::Drops);
  EXPECT_EQ(found.words, "table inet filter, chain input, rule 3, drops it on its way in");
  EXPECT_EQ(answer(Family::V6), FilterAnswer::Drops);
}

TEST_F(EspFilterOfANode, DropsOneFamilyAloneWhereTheRuleAsksForIt) {
  chain("output", "output");
  rule("output ip protocol esp reject");
  EXPECT_EQ(answer(Family::V4), FilterAnswer::Drops);
  EXPECT_EQ(answer(Family::V6), FilterAnswer::Passes);
  rule("output ip6 nexthdr esp drop");
  EXPECT_EQ(answer(Family::V6), FilterAnswer::Drops);
}

TEST_F(EspFilterOfANode, DropsItAtTheEndOfAChainThatAcceptsOtherThingsOnly) {
  chain("input", "input", "drop");
  rule("input meta l4proto tcp accept");
  EXPECT_EQ(find_esp_filter(Family::V4).words,
            "table inet filter, chain input, its end (policy drop), drops it on its way in");
  rule("input meta l4proto esp accept");
  EXPECT_EQ(answer(), FilterAnswer::Passes);
}

TEST_F(EspFilterOfANode, CannotTellWhereARuleBeforeMaySpareIt) {
  chain("input", "input", "drop");
  rule("input ct state established,related accept");
  EXPECT_EQ(answer(), FilterAnswer::CannotTell);
}

TEST_F(EspFilterOfANode, CannotTellOfRulesForEspThatAskForMore) {
  chain("input", "input");
  rule("input ip saddr 192.0.2.2 ip protocol esp drop");
  const auto found = find_esp_filter(Family::V4);
  EXPECT_EQ(found.answer, FilterAnswer::CannotTell);
  EXPECT_EQ(found.words, "table inet filter, chain input, rule 2, may drop it on its way in");
}

TEST_F(EspFilterOfANode, CannotTellWhereMoreIsComparedAtOnce) {
  chain("input", "input");
  rule("input ip protocol esp ip checksum 4660 drop");
  EXPECT_EQ(answer(), FilterAnswer::CannotTell);
}

TEST_F(EspFilterOfANode, CannotTellOfASetOfProtocols) {
  chain("input", "input");
  rule("input ip protocol { esp, ah } drop");
  EXPECT_EQ(answer(), FilterAnswer::CannotTell);
}

TEST_F(EspFilterOfANode, PassesOverRulesThatDropForOtherReasons) {
  chain("input", "input");
  rule("input ip saddr 203.0.113.0/24 drop");
  rule("input ct state invalid drop");
  rule("input meta l4proto != esp drop");
  rule("input tcp dport 22 drop");
  EXPECT_EQ(answer(), FilterAnswer::Passes);
}

TEST_F(EspFilterOfANode, FollowsChainsThatOthersLeadTo) {
  chain("input", "input");
  ASSERT_EQ(run("add chain inet filter ours"), 0);
  rule("input jump ours");
  rule("ours meta l4proto esp return");
  EXPECT_EQ(answer(), FilterAnswer::Passes);
  rule("input drop");
  EXPECT_EQ(answer(), FilterAnswer::Drops);
}

TEST_F(EspFilterOfANode, PassesOverWhatItForwards) {
  chain("forward", "forward", "drop");
  EXPECT_EQ(answer(), FilterAnswer::Passes);
}

}  // namespace
}  // namespace canary
