// SPDX-License-Identifier: Apache-2.0
#include "agent/vici.h"

#include <gtest/gtest.h>

#include "testing/fake_unix_server.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

std::string key_value(const std::string& key, const std::string& value) {
  return "\3"s + static_cast<char>(key.size()) + key + static_cast<char>(value.size() >> 8) +
         static_cast<char>(value.size()) + value;
}

std::string packet(const std::string& content) {
  std::string length;
  for (const int shift : {24, 16, 8, 0}) length += static_cast<char>(content.size() >> shift);
  return length + content;
}

const std::string kVersion = key_value("daemon", "charon") + key_value("version", "5.9.8");

AgentPoll answered(const std::string& answer,
                   FakeUnixServer::After after = FakeUnixServer::After::Close,
                   Duration limit = 10s) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), answer, after);
  return ask_vici({folder.file("s")}, limit);
}

TEST(ViciValue, IsFoundOutsideOfSectionsAndListsOnly) {
  const std::string inside = "\1\6uptime"s + key_value("version", "no") + "\2"s;
  const std::string list = "\4\7version\5\0\2no\6"s;
  EXPECT_EQ(vici_value(inside + list + kVersion, "version"), "5.9.8");
  EXPECT_EQ(vici_value(inside + list, "version"), std::nullopt);
  EXPECT_EQ(vici_value("", "version"), std::nullopt);
}

TEST(ViciValue, OfAMessageThatIsCutOffIsNothing) {
  const std::string message = key_value("version", "5.9.8");
  for (std::size_t size = 0; size < message.size(); ++size)
    EXPECT_EQ(vici_value(message.substr(0, size), "version"), std::nullopt) << size;
  EXPECT_EQ(vici_value("\7"s + message, "version"), std::nullopt);
}

TEST(AskVici, ReadyWithTheVersion) {
  const TemporaryFolder folder;
  const FakeUnixServer server(folder.file("s"), packet("\1"s + kVersion),
                              FakeUnixServer::After::Wait);
  EXPECT_EQ(ask_vici({folder.file("s")}, 10s), AgentPoll::ready("5.9.8"));
  EXPECT_EQ(server.requests(), std::vector{packet("\0\7version"s)});
}

TEST(AskVici, AVersionThatNobodyShouldPrintIsLeftOut) {
  EXPECT_EQ(answered(packet("\1"s + key_value("version", "5\033[2J"))), AgentPoll::ready());
  EXPECT_EQ(answered(packet("\1"s + key_value("version", std::string(65, '5')))),
            AgentPoll::ready());
}

TEST(AskVici, WhatIsNoResponseIsNotReady) {
  const auto strange = AgentPoll::not_ready("what it answers is not VICI");
  EXPECT_EQ(answered(packet("\2")), strange);
  EXPECT_EQ(answered(packet("")), strange);
  EXPECT_EQ(answered("HTTP/1.0 200 OK\r\n\r\n"), strange);
  EXPECT_EQ(answered("\377\377\377\377"), strange);
  EXPECT_EQ(answered(packet("\1"s + kVersion).substr(0, 20)), strange);
  EXPECT_EQ(answered(""), strange);
}

TEST(AskVici, WhoStopsHalfwayTimesOut) {
  for (const std::string& half : {""s, "\0\0"s, packet("\1"s + kVersion).substr(0, 20)})
    EXPECT_EQ(answered(half, FakeUnixServer::After::Wait, 30ms).state, AgentState::TimedOut);
}

TEST(AskVici, AnAbsentSocketIsNotReady) {
  EXPECT_EQ(ask_vici({"/nowhere/charon.vici"}, 1s),
            AgentPoll::not_ready("no such file or directory"));
}

}  // namespace
}  // namespace canary
