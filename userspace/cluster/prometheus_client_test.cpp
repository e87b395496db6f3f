// SPDX-License-Identifier: Apache-2.0
#include "cluster/prometheus_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/fake_http_server.h"

namespace canary {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kOne =
    R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"instance":"node-a"},"value":[1,"1"]}]}})";

std::unique_ptr<FakeHttpServer> says(const std::string& answer) {
  return FakeHttpServer::on_loopback([answer](const std::string&) { return answer; });
}

Result<std::vector<PrometheusSample>> ask(const FakeHttpServer& server, std::string token = "",
                                          Duration limit = 5s) {
  const auto client = PrometheusClient::make(
      fmt::format("http://{}/prefix/", to_text(server.endpoint())), std::move(token));
  EXPECT_TRUE(client) << client.error().message;
  return client->query(R"(up{job="a b"} == 1)", limit);
}

TEST(PrometheusClient, AsksBelowThePrefixWithItsToken) {
  const auto server = says(FakeHttpServer::answer(200, kOne));
  const auto samples = ask(*server, "secret");
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_THAT(*samples, SizeIs(1));
  EXPECT_THAT(server->requests(),
              ElementsAre(AllOf(HasSubstr("GET /prefix/api/v1/query?query=up%7Bjob"),
                                HasSubstr("Authorization: Bearer secret\r\n"))));
}

TEST(PrometheusClient, TellsWhyItHasNoAnswer) {
  const auto why = [](const std::string& answer) {
    const auto server = says(answer);
    const auto samples = ask(*server, "", 200ms);
    return samples ? "" : samples.error().message;
  };
  EXPECT_THAT(why(FakeHttpServer::answer(401)), HasSubstr("--token-file"));
  EXPECT_THAT(why(FakeHttpServer::answer(404, "not here")), HasSubstr("HTTP 404"));
  EXPECT_THAT(why(FakeHttpServer::answer(200, "<html>")), HasSubstr("no result of a Prometheus"));
  EXPECT_THAT(why(FakeHttpServer::answer(400, R"({"status":"error","error":"bad query"})")),
              HasSubstr("refuses the query: bad query"));
  EXPECT_THAT(why(""), HasSubstr("cannot ask Prometheus at http://127.0.0.1"));
}

TEST(PrometheusClient, NobodyThereIsAnEnvironmentError) {
  auto server = says("");
  const Endpoint gone = server->endpoint();
  server.reset();
  const auto client = PrometheusClient::make(fmt::format("http://{}", to_text(gone)), "");
  ASSERT_TRUE(client) << client.error().message;
  const auto samples = client->query("up", 5s);
  ASSERT_FALSE(samples);
  EXPECT_EQ(samples.error().kind, ErrorKind::Environment);
}

TEST(PrometheusClient, TakesUrlsOnly) {
  for (const auto* url : {"prometheus:9090", "ftp://prometheus", "http://", "http:///x", "",
                          "http://prometheus?x", "http://a b"}) {
    const auto client = PrometheusClient::make(url, "");
    ASSERT_FALSE(client) << url;
    EXPECT_EQ(client.error().kind, ErrorKind::Usage);
  }
  for (const auto* url : {"http://prometheus:9090", "https://prometheus/a/b", "http://[::1]:9090/"})
    EXPECT_TRUE(PrometheusClient::make(url, "")) << url;
}

}  // namespace
}  // namespace canary
