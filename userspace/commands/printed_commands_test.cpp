// SPDX-License-Identifier: Apache-2.0
// Carries out, in a network namespace of the test, each command that can be printed for random
// tables, with the node's own `ip`, and compares the kernel's tables before and after. How many
// tables: CANARY_RANDOM_TABLES, else 300.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "base/scoped_netns.h"
#include "commands/testing/ip_process.h"
#include "inspection/commands.h"
#include "inspection/inspection.h"
#include "inspection/xfrm_lookup.h"
#include "kernel/xfrm_tables_reader.h"
#include "testing/fresh_netns.h"
#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

constexpr int kPoliciesOfATable = 9;
constexpr int kStatesOfATable = 6;

int tables_to_try() {
  const auto* wanted = std::getenv("CANARY_RANDOM_TABLES");
  return wanted == nullptr ? 300 : std::atoi(wanted);
}

/// Lines of `ip -batch` that collide often: few addresses, protocols, ports and marks.
class RandomLines {
 public:
  explicit RandomLines(unsigned seed) : random_(seed) {}

  std::string policy() {
    return "xfrm policy add src " +
           one_of({"10.0.0.0/8", "10.0.0.0/16", "10.0.0.5/32", "0.0.0.0/0"}) + " dst " +
           one_of({"10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/24", "0.0.0.0/0"}) + protocol() +
           " dir " + one_of({"out", "out", "out", "in", "fwd"}) + mark() +
           one_of({"", "", "", " if_id 0x7"}) + " priority " + one_of({"0", "1", "2", "3"}) +
           one_of({" action block", "", ESP, ESP, ESP});
  }

  /// Of ESP without a key, as a daemon of IKE reserves them: they need no cipher.
  std::string state() {
    const auto spi = one_of({"0x1000", "0x1001", "0x1002"});
    return "xfrm state allocspi src " + one_of({"10.0.0.1", "10.0.0.2", "0.0.0.0"}) +
           " dst 10.1.0.1 proto esp mode tunnel reqid " + one_of({"1", "2"}) + mark() + " min " +
           spi + " max " + spi;
  }

 private:
  static constexpr auto ESP = " tmpl src 10.0.0.1 dst 10.1.0.1 proto esp reqid 1 mode tunnel";

  std::string protocol() {
    return one_of({"", "", "", " proto udp", " proto udp dport 6081", " proto udp sport 6081",
                   " proto tcp dport 22", " proto icmp type 8 code 0"});
  }

  std::string mark() {
    return one_of({"", "", " mark 0xe00 mask 0xf00", " mark 0x13e00 mask 0xffffff00",
                   " mark 0x3e00 mask 0xff00", " mark 0 mask 0xf00"});
  }

  std::string one_of(const std::vector<std::string>& words) {
    return words[std::uniform_int_distribution<std::size_t>(0, words.size() - 1)(random_)];
  }

  std::mt19937 random_;
};

/// The rest of `policies` without one entry, in their order.
std::vector<XfrmPolicy> without(std::vector<XfrmPolicy> policies, std::uint32_t index) {
  std::erase_if(policies, [&](const auto& policy) { return policy.index == index; });
  return policies;
}

std::vector<XfrmState> without(std::vector<XfrmState> states, const XfrmState& one) {
  const auto found = std::ranges::find(states, one);
  if (found != states.end()) states.erase(found);
  return states;
}

enum class Treatment : std::uint8_t { Encrypted, Blocked, InTheClear };

Treatment treatment_of(const XfrmLookup& lookup, const Flow& flow) {
  const auto* policy = lookup.policy_for(flow);
  if (policy == nullptr) return Treatment::InTheClear;
  if (policy->action == PolicyAction::Block) return Treatment::Blocked;
  return policy->templates.empty() ? Treatment::InTheClear : Treatment::Encrypted;
}

std::vector<Flow> sample_flows() {
  constexpr std::uint8_t kTcp = 6, kUdp = 17;
  constexpr std::uint16_t kSsh = 22, kGeneve = 6081;
  std::vector<Flow> flows;
  for (const auto mark : {0u, 0xe00u, 0x3e00u, 0x13e00u})
    for (const auto protocol : {kTcp, kUdp})
      for (const auto port : {kSsh, kGeneve})
        for (const auto* source : {"10.0.0.5", "10.0.1.1", "10.9.0.1"})
          for (const auto* destination : {"10.1.0.9", "10.1.7.1", "10.9.0.2"})
            flows.push_back(
                {PolicyDirection::Out, ip(source), ip(destination), mark, protocol, port, port});
  return flows;
}

class PrintedCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "needs CAP_SYS_ADMIN for a network namespace";
    home_.emplace(ScopedNetns::enter(netns_->path()));
    ASSERT_TRUE(*home_) << home_->error().message;
    if (!read_xfrm_tables()) GTEST_SKIP() << "this kernel has no XFRM";
    ip_.emplace();
    ASSERT_TRUE(ip_->is_there()) << "there is no `ip`";
  }

  void install(unsigned seed) {
    ASSERT_TRUE(ip_->run("xfrm policy flush"));
    ASSERT_TRUE(ip_->run("xfrm state flush"));
    RandomLines lines(seed);
    // What is there already is refused, which is as good.
    for (int i = 0; i < kPoliciesOfATable; ++i) static_cast<void>(ip_->run(lines.policy()));
    for (int i = 0; i < kStatesOfATable; ++i) static_cast<void>(ip_->run(lines.state()));
  }

  XfrmTables read() {
    auto tables = read_xfrm_tables();
    EXPECT_TRUE(tables);
    return tables ? std::move(*tables) : XfrmTables{};
  }

  /// As a person pastes it: there is no word in it that a shell would take for something else.
  void carry_out(const std::string& command) {
    constexpr auto kPlain = "abcdefghijklmnopqrstuvwxyz0123456789_ .:/";
    constexpr std::string_view kIp = "ip ";
    ASSERT_EQ(command.find_first_not_of(kPlain), std::string::npos) << command;
    ASSERT_TRUE(command.starts_with(kIp)) << command;
    ASSERT_TRUE(ip_->run(command.substr(kIp.size()))) << command;
    ++carried_out_;
  }

  std::optional<FreshNetns> netns_;
  std::optional<Result<ScopedNetns>> home_;
  std::optional<testing::IpProcess> ip_;
  int carried_out_ = 0, without_command_ = 0;
};

TEST_F(PrintedCommands, DeleteThePolicyThatTheyNameAndNoOther) {
  for (int seed = 0; seed < tables_to_try(); ++seed) {
    SCOPED_TRACE(::testing::Message() << "table " << seed);
    install(seed);
    auto before = read();
    for (const auto& policy : std::vector(before.policies)) {
      const auto command = CommandWriter(before).delete_command(policy);
      if (!command) {
        ++without_command_;
        continue;
      }
      carry_out(*command);
      auto after = read();
      ASSERT_EQ(after.policies, without(before.policies, policy.index)) << *command;
      ASSERT_EQ(after.states, before.states) << *command;
      before = std::move(after);
    }
  }
  EXPECT_GT(carried_out_, without_command_);
  RecordProperty("commands", carried_out_);
}

TEST_F(PrintedCommands, DeleteTheStateThatTheyNameAndNoOther) {
  for (int seed = 0; seed < tables_to_try(); ++seed) {
    SCOPED_TRACE(::testing::Message() << "table " << seed);
    install(seed);
    auto before = read();
    for (const auto& state : std::vector(before.states)) {
      const auto command = CommandWriter(before).delete_command(state);
      if (!command) {
        ++without_command_;
        continue;
      }
      carry_out(*command);
      auto after = read();
      ASSERT_EQ(after.states, without(before.states, state)) << *command;
      ASSERT_EQ(after.policies, before.policies) << *command;
      before = std::move(after);
    }
  }
  EXPECT_GT(carried_out_, 0);
  EXPECT_GT(without_command_, 0) << "no two states of one name were among them";
  RecordProperty("commands", carried_out_);
}

/// All findings of `inspect`, one after the other, until none has a command any more.
TEST_F(PrintedCommands, OfFindingsLetNothingLeaveThatWasHeld) {
  const auto flows = sample_flows();
  for (int seed = 0; seed < tables_to_try(); ++seed) {
    SCOPED_TRACE(::testing::Message() << "table " << seed);
    install(seed);
    for (int step = 0; step < 2 * kPoliciesOfATable; ++step) {
      const auto before = read();
      auto inspection = inspect(before, {"node-a", {ip("10.0.0.1")}, {}, 0});
      const auto advised = std::ranges::find_if(
          inspection.findings, [](const auto& finding) { return !finding.commands.empty(); });
      if (advised == inspection.findings.end()) break;
      for (const auto& command : advised->commands) carry_out(command);
      const auto after = read();
      ASSERT_NE(after, before) << advised->commands.front();
      const XfrmLookup then(before), now(after);
      for (const auto& flow : flows)
        if (treatment_of(then, flow) != Treatment::InTheClear) {
          ASSERT_NE(treatment_of(now, flow), Treatment::InTheClear) << advised->commands.front();
        }
      const auto again = inspect(after, inspection.facts).findings;
      ASSERT_TRUE(std::ranges::none_of(
          again, [&](const auto& finding) { return finding.summary == advised->summary; }))
          << advised->summary << ": " << advised->commands.front();
    }
  }
  EXPECT_GT(carried_out_, 0);
  RecordProperty("commands", carried_out_);
}

}  // namespace
}  // namespace canary
