// SPDX-License-Identifier: Apache-2.0
#include "inspection/commands.h"

#include <gtest/gtest.h>

#include "testing/ip_xfrm_batch.h"

namespace canary {
namespace {

using testing::read_ip_xfrm_batch;

constexpr auto kState =
    "xfrm state add src 10.0.1.1 dst 10.0.0.1 proto esp spi 3 reqid 1 mode tunnel "
    "aead rfc4106(gcm(aes)) 0x00 128 ";

XfrmTables policies(const std::string& selectors) {
  std::string text;
  std::istringstream lines(selectors);
  for (std::string line; std::getline(lines, line);)
    text += "xfrm policy add dir out " + line + "\n";
  return read_ip_xfrm_batch(text);
}

XfrmTables states(const std::vector<std::string>& marks) {
  std::string text;
  for (const auto& mark : marks) text += kState + mark + "\n";
  return read_ip_xfrm_batch(text);
}

TEST(DeleteCommand, HoldsTheWholeKeyOfAPolicy) {
  const auto tables = policies(
      "src 10.0.0.0/24 dst 10.0.1.0/24 proto udp dport 6081 if_id 7 mark 1 mask 3\n"
      "src 10.0.0.0/24 dst 10.0.1.0/24");
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.policies[0]),
            "ip xfrm policy delete src 10.0.0.0/24 dst 10.0.1.0/24 proto 17 dport 6081 dir out "
            "mark 0x1 mask 0x3 if_id 0x7");
}

TEST(DeleteCommand, NamesAPolicyByItsIndexWhereIpHasNoWordsForItsSelector) {
  auto tables = policies("src 10.0.0.0/24 dst 10.0.1.0/24 proto udp");
  tables.policies[0].source_port = {0x1000, 0xf000};
  tables.policies[0].index = 97;
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.policies[0]),
            "ip xfrm policy delete index 97 dir out");
}

TEST(DeleteCommand, IsNoneForSuchAPolicyOfUnknownIndex) {
  auto tables = policies("src 10.0.0.0/24 dst 10.0.1.0/24");
  tables.policies[0].has_host_bits = true;
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.policies[0]), std::nullopt);
}

TEST(DeleteCommand, IsNoneForAMarkOfValue0WhichIpDoesNotSend) {
  auto tables = policies("src 10.0.0.0/24 dst 10.0.1.0/24 mark 0 mask 0xf");
  tables.policies[0].index = 97;
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.policies[0]), std::nullopt);
}

TEST(DeleteCommand, HoldsNoNameThatSomebodyElseChose) {
  auto tables = policies("src 10.0.0.0/24 dst 10.0.1.0/24");
  tables.policies[0].security_context = "; reboot";
  tables.policies[0].index = 97;
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.policies[0]),
            "ip xfrm policy delete index 97 dir out");
}

TEST(DeleteCommand, NamesTheGeneralStateWhoseMarkTheSpecificOneDoesNotMeet) {
  const auto tables = states({"mark 0x2a450d00 mask 0xffff0f00", "mark 0xd00 mask 0xf00"});
  EXPECT_EQ(
      CommandWriter(tables).delete_command(tables.states[1]),
      "ip xfrm state delete src 10.0.1.1 dst 10.0.0.1 proto esp spi 0x3 mark 0xd00 mask 0xf00");
}

TEST(DeleteCommand, IsNoneForTheSpecificStateWhichTheKernelTakesForTheGeneralOne) {
  for (const auto& order :
       {std::vector<std::string>{"mark 0x2a450d00 mask 0xffff0f00", "mark 0xd00 mask 0xf00"},
        std::vector<std::string>{"mark 0xd00 mask 0xf00", "mark 0x2a450d00 mask 0xffff0f00"}}) {
    const auto tables = states(order);
    const auto& specific = tables.states[tables.states[0].mark.mask == 0xf00 ? 1 : 0];
    EXPECT_EQ(CommandWriter(tables).delete_command(specific), std::nullopt);
  }
}

TEST(DeleteCommand, IsNoneForStatesThatDifferBySourceOrIfIdOnly) {
  auto tables = states({"", "if_id 7"});
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.states[1]), std::nullopt);
  tables = states({"", ""});
  tables.states[1].source = IpAddress{};
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.states[0]), std::nullopt);
}

TEST(DeleteCommand, IsNoneForAStateThatNoMarkFinds) {
  const auto tables = states({"mark 0xd01 mask 0xf00"});
  EXPECT_EQ(CommandWriter(tables).delete_command(tables.states[0]), std::nullopt);
}

TEST(LetLoserWin, DeletesWhereADefaultDropHoldsTheRest) {
  const auto tables = policies(
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x3e00 mask 0xff00 action block\n"
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x13e00 mask 0xffffff00 tmpl proto esp\n"
      "src 0.0.0.0/0 dst 0.0.0.0/0 mark 0xe00 mask 0xf00 action block priority 100");
  const Shadow shadow{&tables.policies[0], &tables.policies[1]};
  EXPECT_EQ(CommandWriter(tables).let_loser_win(shadow).commands,
            std::vector<std::string>{"ip xfrm policy delete src 0.0.0.0/0 dst 10.0.1.0/24 dir out "
                                     "mark 0x3e00 mask 0xff00"});
}

TEST(LetLoserWin, BlocksTheRestWhereItWouldLeaveUnencrypted) {
  const auto tables = policies(
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x3e00 mask 0xff00 action block\n"
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x13e00 mask 0xffffff00 priority 7 tmpl proto esp");
  const Shadow shadow{&tables.policies[0], &tables.policies[1]};
  EXPECT_EQ(CommandWriter(tables).let_loser_win(shadow).commands,
            std::vector<std::string>{"ip xfrm policy update src 0.0.0.0/0 dst 10.0.1.0/24 dir out "
                                     "mark 0x3e00 mask 0xff00 action block priority 8"});
}

TEST(LetLoserWin, KeepsWhatABlockOnTheWayInHoldsOut) {
  const auto tables = read_ip_xfrm_batch(R"(
xfrm policy add src 10.2.0.0/16 dst 10.1.0.0/16 dir in priority 300 tmpl src 10.0.0.2 dst 10.0.0.1 proto esp reqid 1 mode tunnel
xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir in priority 100 action block
)");
  const auto remedy =
      CommandWriter(tables).let_loser_win({&tables.policies[1], &tables.policies[0]});
  EXPECT_EQ(remedy.commands,
            std::vector<std::string>{"ip xfrm policy update src 0.0.0.0/0 dst 0.0.0.0/0 dir in "
                                     "action block priority 301"});
  ASSERT_EQ(remedy.words.size(), 1u);
  EXPECT_NE(remedy.words.front().find("be let in unencrypted"), std::string::npos);
}

TEST(LetLoserWin, HasNoCommandWhereAHoleWouldDecideBeforeWhatHoldsTheRest) {
  const auto tables = policies(
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x3e00 mask 0xff00 action block\n"
      "src 0.0.0.0/0 dst 10.0.1.0/24 mark 0x13e00 mask 0xffffff00 tmpl proto esp\n"
      "src 0.0.0.0/0 dst 10.0.1.7/32 action allow priority 1\n"
      "src 0.0.0.0/0 dst 0.0.0.0/0 mark 0xe00 mask 0xf00 action block priority 100");
  EXPECT_TRUE(CommandWriter(tables)
                  .let_loser_win({&tables.policies[0], &tables.policies[1]})
                  .commands.empty());
}

TEST(LetLoserWin, HasNoCommandForALoserThatLetsPacketsLeaveUnencrypted) {
  const auto tables = policies(
      "src 0.0.0.0/0 dst 10.0.1.0/24 action block\n"
      "src 0.0.0.0/0 dst 10.0.1.7/32 action allow priority 1");
  EXPECT_TRUE(CommandWriter(tables)
                  .let_loser_win({&tables.policies[0], &tables.policies[1]})
                  .commands.empty());
}

}  // namespace
}  // namespace canary
