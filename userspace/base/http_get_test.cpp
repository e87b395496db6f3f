// SPDX-License-Identifier: Apache-2.0
#include "base/http_get.h"

#include <gtest/gtest.h>

#include "testing/fake_http_server.h"
#include "testing/temporary_folder.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPatient = 10s;

std::expected<HttpAnswer, HttpFailure> get(const FakeHttpServer& server,
                                           Duration limit = kPatient) {
  return http_get({.server = server.endpoint(), .path = "/healthz", .with_body = true}, limit);
}

auto answering(const std::string& raw) {
  return FakeHttpServer::on_loopback([raw](const std::string&) { return raw; });
}

TEST(HttpGet, BringsStatusAndBody) {
  const auto server = answering(FakeHttpServer::answer(503, "not yet"));
  const auto answer = get(*server);
  ASSERT_TRUE(answer.has_value()) << answer.error().reason;
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "not yet");
}

TEST(HttpGet, ABodyWithoutALengthEndsWithTheConnection) {
  const auto server = answering("HTTP/1.1 200 OK\r\n\r\nall of it");
  EXPECT_EQ(get(*server)->body, "all of it");
}

TEST(HttpGet, ALargeBodyIsWhole) {
  const std::string body(3 << 20, 'x');
  const auto server = answering(FakeHttpServer::answer(200, body));
  EXPECT_EQ(get(*server)->body.size(), body.size());
}

TEST(HttpGet, AsksByUnixSocketWithAHostThatGoServersAccept) {
  const TemporaryFolder folder;
  const auto server = FakeHttpServer::on_unix_socket(
      folder.file("s"), [](const std::string&) { return FakeHttpServer::answer(200); });
  const auto answer = http_get(
      {.server = UnixSocket{folder.file("s")}, .path = "/v1/healthz", .brief = true}, kPatient);
  ASSERT_TRUE(answer.has_value()) << answer.error().reason;
  EXPECT_EQ(server->requests().at(0),
            "GET /v1/healthz HTTP/1.0\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n"
            "brief: true\r\n\r\n");
}

TEST(HttpGet, ARefusedConnectionIsNoTimeout) {
  const Endpoint closed = answering("")->endpoint();  // the server is gone again
  const auto failure = http_get({.server = closed, .path = "/"}, kPatient);
  ASSERT_FALSE(failure.has_value());
  EXPECT_FALSE(failure.error().timed_out);
  EXPECT_EQ(failure.error().reason, "connection refused");
}

TEST(HttpGet, AMissingSocketSaysSo) {
  const auto failure = http_get({.server = UnixSocket{"/nowhere/s"}, .path = "/"}, kPatient);
  EXPECT_EQ(failure.error().reason, "no such file or directory");
}

TEST(HttpGet, ASilentServerTimesOut) {
  const auto server = answering("");
  const auto failure = get(*server, 20ms);
  ASSERT_FALSE(failure.has_value());
  EXPECT_TRUE(failure.error().timed_out);
  EXPECT_EQ(failure.error().reason, "no answer within 20 ms");
}

TEST(HttpGet, AnAnswerThatIsNotHttpIsAFailure) {
  for (const char* raw : {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.0 2\r\n\r\n", "HTTP/1.0", "x"}) {
    const auto server = answering(raw);
    const auto failure = get(*server);
    ASSERT_FALSE(failure.has_value()) << raw;
    EXPECT_FALSE(failure.error().timed_out);
  }
}

TEST(HttpGet, AnAnswerThatIsTooLargeIsNotReadOn) {
  const auto server = answering(FakeHttpServer::answer(200, std::string(100'000, 'x')));
  const auto failure = http_get(
      {.server = server->endpoint(), .path = "/", .with_body = true, .largest = 1 << 16}, kPatient);
  ASSERT_FALSE(failure.has_value());
  EXPECT_TRUE(failure.error().too_large);
}

TEST(HttpGet, AHeadWithoutEndIsNotReadOn) {
  const auto server = answering("HTTP/1.0 200 OK\r\nX: " + std::string(100'000, 'x'));
  const auto failure = get(*server);
  ASSERT_FALSE(failure.has_value());
  EXPECT_EQ(failure.error().reason, "its answer is not HTTP");
}

}  // namespace
}  // namespace canary
