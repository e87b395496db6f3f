// SPDX-License-Identifier: Apache-2.0
// Against a real Prometheus that scrapes the metrics of two nodes. Skipped where none is installed.
#include "commands/cluster_verify.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/unique_fd.h"
#include "cluster/prometheus_client.h"
#include "metrics/metrics.h"
#include "status/status_server.h"

namespace canary {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLimit = 20s;

Endpoint any_port() { return {*IpAddress::parse("127.0.0.1"), 0, 0}; }

/// What the daemon of a node with one peer tells Prometheus, without the daemon.
class ToldMetrics {
 public:
  ToldMetrics() {
    metrics_.peers(1, {});
    metrics_.observe(Instant{}, AgentSeen{});
    metrics_.decided({1, DecidedProbe::End::Answered, 1ms});
    auto server = StatusServer::start({any_port(), ""}, [this](std::string_view) {
      const std::scoped_lock lock(mutex_);
      ++scrapes_;
      scraped_.notify_all();
      return StatusAnswer{200, "text/plain; version=0.0.4", metrics_.text()};
    });
    EXPECT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    endpoint_ = server_->endpoint();
  }

  void judged(Verdict verdict) {
    Judgement judgement;
    judgement.verdict = verdict;
    const std::scoped_lock lock(mutex_);
    metrics_.judged(judgement);
  }
  /// What is told now has been stored when a later scrape begins.
  [[nodiscard]] bool await_stored() {
    std::unique_lock lock(mutex_);
    return scraped_.wait_for(lock, kLimit,
                             [this, then = scrapes_] { return scrapes_ >= then + 2; });
  }
  void stop() { server_.reset(); }
  [[nodiscard]] std::string endpoint() const { return to_text(endpoint_); }

 private:
  std::mutex mutex_;
  std::condition_variable scraped_;
  int scrapes_ = 0;
  Metrics metrics_{"0.1.0", SessionHeader{}};
  Endpoint endpoint_;
  std::unique_ptr<StatusServer> server_;
};

class VerifyByPrometheus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v prometheus >/dev/null") != 0)
      GTEST_SKIP() << "no prometheus in PATH (Debian: the package prometheus)";
    std::string pattern = ::testing::TempDir() + "canary-prometheus-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    url_ = fmt::format("http://127.0.0.1:{}", free_port());
    std::ofstream(folder_ + "/config.yml") << fmt::format(
        "scrape_configs: [{{job_name: xfrm-canary, scrape_interval: 1s, scrape_timeout: 1s, "
        "static_configs: [{{targets: ['{}'], labels: {{instance: node-a}}}}, "
        "{{targets: ['{}'], labels: {{instance: node-b}}}}]}}]\n",
        a_.endpoint(), b_.endpoint());
    start();
    ASSERT_TRUE(a_.await_stored());
    ASSERT_TRUE(b_.await_stored());
  }

  void TearDown() override {
    if (prometheus_ > 0) {
      kill(prometheus_, SIGKILL);
      waitpid(prometheus_, nullptr, 0);
    }
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::optional<ExitStatus> verify() const {
    ClusterOptions options;
    options.prometheus = url_;
    const auto status = run_cluster_verify(options);
    EXPECT_TRUE(status) << status.error().message;
    return status ? std::optional(*status) : std::nullopt;
  }

  /// Until Prometheus says so of the number of nodes that it cannot scrape.
  [[nodiscard]] bool await_down(std::size_t nodes) const {
    const auto client = PrometheusClient::make(url_, "");
    const auto until = std::chrono::steady_clock::now() + kLimit;
    while (std::chrono::steady_clock::now() < until) {
      const auto down = client->query("up == 0", kLimit);
      if (down && down->size() == nodes) return true;
    }
    return false;
  }

  ToldMetrics a_, b_;

 private:
  /// One that was free a moment ago.
  static std::uint16_t free_port() {
    const auto server =
        StatusServer::start({any_port(), ""}, [](std::string_view) { return std::nullopt; });
    return (*server)->endpoint().port;
  }

  void start() {
    const std::string config = "--config.file=" + folder_ + "/config.yml";
    const std::string storage = "--storage.tsdb.path=" + folder_ + "/data";
    const std::string listen = "--web.listen-address=" + url_.substr(sizeof("http://") - 1);
    std::vector<std::string> words{"prometheus", config, storage, listen, "--log.level=error"};
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ASSERT_EQ(posix_spawnp(&prometheus_, "prometheus", nullptr, nullptr, argv.data(), environ), 0);
  }

  std::string folder_, url_;
  pid_t prometheus_ = 0;
};

TEST_F(VerifyByPrometheus, FollowsWhatTheNodesTell) {
  EXPECT_EQ(verify(), ExitStatus::Fine) << "no transition, and all peers answer";
  a_.judged(Verdict::Recovered);
  b_.judged(Verdict::NotRecovered);
  ASSERT_TRUE(a_.await_stored());
  ASSERT_TRUE(b_.await_stored());
  EXPECT_EQ(verify(), ExitStatus::Broken);
  b_.judged(Verdict::Recovered);
  ASSERT_TRUE(b_.await_stored());
  EXPECT_EQ(verify(), ExitStatus::Fine);
  b_.stop();
  ASSERT_TRUE(await_down(1));
  EXPECT_EQ(verify(), ExitStatus::Inconclusive) << "a node that is not scraped is missing";
}

TEST(ClusterVerify, NamesAPrometheusThatIsNotThere) {
  ClusterOptions options;
  options.prometheus = "http://127.0.0.1:1";
  const auto status = run_cluster_verify(options);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::Environment);
  EXPECT_NE(status.error().message.find("http://127.0.0.1:1"), std::string::npos);
}

}  // namespace
}  // namespace canary
