// SPDX-License-Identifier: Apache-2.0
#include "status/status_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/connection.h"
#include "base/http_answer.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Endpoint any_port() { return {*IpAddress::parse("127.0.0.1"), 0, 0}; }

std::optional<StatusAnswer> say_hello(std::string_view path) {
  if (path != "/hello" && path != "/healthz") return std::nullopt;
  return StatusAnswer{200, "text/plain", "hello\n"};
}

Connected<HttpAnswer> get(const Endpoint& server, const std::string& path,
                          const std::string& more = "", const std::string& method = "GET") {
  auto connection = Connection::connect(SocketAddress::of(server), 5s);
  if (!connection) return std::unexpected(connection.error());
  if (auto sent = connection->send(method + " " + path + " HTTP/1.0\r\n" + more + "\r\n"); !sent)
    return std::unexpected(sent.error());
  return receive_http_answer([&](std::span<char> room) { return connection->receive(room); }, true,
                             1 << 20);
}

TEST(StatusServer, AnswersWhatThereIs) {
  const auto server = StatusServer::start({any_port(), ""}, say_hello);
  ASSERT_TRUE(server) << server.error().message;
  const auto answer = get((*server)->endpoint(), "/hello");
  ASSERT_TRUE(answer) << answer.error().reason;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello\n");
  EXPECT_EQ(get((*server)->endpoint(), "/nothing")->status, 404);
  EXPECT_EQ(get((*server)->endpoint(), "/hello", "", "DELETE")->status, 405);
}

TEST(StatusServer, WantsItsToken) {
  const auto server = StatusServer::start({any_port(), "secret"}, say_hello);
  ASSERT_TRUE(server) << server.error().message;
  const Endpoint at = (*server)->endpoint();
  EXPECT_EQ(get(at, "/hello")->status, 401);
  EXPECT_EQ(get(at, "/hello", "Authorization: Bearer secreT\r\n")->status, 401);
  EXPECT_EQ(get(at, "/hello", "Authorization: Bearer secret\r\n")->status, 200);
  EXPECT_EQ(get(at, "/healthz")->status, 200);
}

TEST(StatusServer, AThousandOpenConnectionsKeepNobodyFromAsking) {
  const auto server = StatusServer::start({any_port(), ""}, say_hello);
  ASSERT_TRUE(server) << server.error().message;
  std::vector<Connection> held;
  for (int i = 0; i < 1000; ++i) {
    auto connection = Connection::connect(SocketAddress::of((*server)->endpoint()), 5s);
    ASSERT_TRUE(connection) << connection.error().reason;
    ASSERT_TRUE(connection->send("GET /he"));
    held.push_back(*std::move(connection));
  }
  const auto answer = get((*server)->endpoint(), "/hello");
  ASSERT_TRUE(answer) << answer.error().reason;
  EXPECT_EQ(answer->status, 200);
}

TEST(StatusServer, APortInUseIsNamed) {
  const auto server = StatusServer::start({any_port(), ""}, say_hello);
  ASSERT_TRUE(server) << server.error().message;
  const auto second = StatusServer::start({(*server)->endpoint(), ""}, say_hello);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Environment);
  EXPECT_THAT(second.error().message, HasSubstr("--listen"));
}

}  // namespace
}  // namespace canary
