// SPDX-License-Identifier: Apache-2.0
// Clients that hold connections and do not ask, or ask for what takes its time.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "base/http_get.h"
#include "base/unique_fd.h"
#include "status/status_server.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

Endpoint free_port() { return {*IpAddress::parse("127.0.0.1"), 0, 0}; }

/// A connection from `address` that has sent the begin of a request.
UniqueFd begin_to_ask(const Endpoint& server, const std::string& address) {
  UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto from = SocketAddress::of({*IpAddress::parse(address), 0, 0});
  const auto to = SocketAddress::of(server);
  EXPECT_EQ(bind(client.get(), from.get(), from.size), 0);
  EXPECT_EQ(connect(client.get(), to.get(), to.size), 0);
  EXPECT_EQ(send(client.get(), "GET /h", 6, MSG_NOSIGNAL), 6);
  return client;
}

/// How long /healthz took; nothing where it was not answered within 1 s, as a kubelet wants it.
std::optional<Duration> ask_for_health(const Endpoint& server) {
  const auto begun = std::chrono::steady_clock::now();
  const auto answer = http_get({server, "/healthz", false, true, ""}, 1s);
  if (!answer || answer->status != 200) return std::nullopt;
  return std::chrono::steady_clock::now() - begun;
}

class SlowClients : public ::testing::Test {
 protected:
  void start(ConnectionLimits limits = {}) {
    auto started = StatusServer::start(
        {free_port(), "", limits}, [this](std::string_view path) -> std::optional<StatusAnswer> {
          if (path == "/v1/verdict") {
            begun_.set_value();
            slow_.get_future().wait();
          }
          return StatusAnswer{200, "text/plain", "ok\n"};
        });
    ASSERT_TRUE(started) << started.error().message;
    server_ = *std::move(started);
  }
  [[nodiscard]] Endpoint at() const { return server_->endpoint(); }

  std::promise<void> begun_;  ///< set: /v1/verdict was asked for
  std::promise<void> slow_;   ///< set: it is made
  std::unique_ptr<StatusServer> server_;
};

TEST_F(SlowClients, OfOneAddressKeepNobodyFromAskingAndOnlyTheLastAreHeld) {
  start();
  std::vector<UniqueFd> held;
  for (int i = 0; i < 2100; ++i) held.push_back(begin_to_ask(at(), "127.0.0.1"));
  EXPECT_TRUE(ask_for_health(at()));
  char octet = 0;
  EXPECT_EQ(recv(held.front().get(), &octet, 1, 0), 0) << "the first one is still held";
  EXPECT_EQ(recv(held.back().get(), &octet, 1, MSG_DONTWAIT), -1) << "the last one is not";
}

TEST_F(SlowClients, OfManyAddressesKeepNobodyFromAsking) {
  start();
  std::vector<UniqueFd> held;
  for (int i = 0; i < 2100; ++i)
    held.push_back(begin_to_ask(at(), fmt::format("127.0.{}.{}", 1 + i / 50, 1 + i % 50)));
  EXPECT_TRUE(ask_for_health(at()));
}

TEST_F(SlowClients, ThatSendAnOctetNowAndThenHaveTwoSecondsAllTheSame) {
  start({.to_ask = 300ms});
  const UniqueFd client = begin_to_ask(at(), "127.0.0.1");
  const auto begun = std::chrono::steady_clock::now();
  ssize_t sent = 1;
  while (sent == 1 && std::chrono::steady_clock::now() - begun < 5s) {
    std::this_thread::sleep_for(20ms);
    sent = send(client.get(), "e", 1, MSG_NOSIGNAL);
  }
  EXPECT_EQ(sent, -1) << "it is still held";
}

TEST_F(SlowClients, ThatHaveAskedAreNotShutForThoseThatHaveNot) {
  start({.of_one_address = 4});
  auto verdict = std::async(std::launch::async, [&] {
    return http_get({at(), "/v1/verdict", false, true, ""}, 20s);
  });
  begun_.get_future().wait();
  std::vector<UniqueFd> held;
  for (int i = 0; i < 20; ++i) held.push_back(begin_to_ask(at(), "127.0.0.1"));
  EXPECT_TRUE(ask_for_health(at())) << "a slow page holds up the kubelet's";
  slow_.set_value();
  const auto answer = verdict.get();
  ASSERT_TRUE(answer) << answer.error().reason;
  EXPECT_EQ(answer->body, "ok\n");
}

}  // namespace
}  // namespace canary
