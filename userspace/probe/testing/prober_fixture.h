// SPDX-License-Identifier: Apache-2.0
// For tests only: a prober on an event loop, and what it observed.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "probe/prober.h"
#include "probe/reflector.h"
#include "testing/ip.h"
#include "testing/run_until.h"

namespace canary {

using testing::ip;

class ProberOverLoopback : public ::testing::Test {
 protected:
  void reflect(const std::optional<StampKey>& key = {}) {
    reflector_ = Reflector::start(*loop_, clock_, {.port = 0, .key = key}).value();
    options_.port = reflector_->port();
  }

  void target(const char* remote, const char* address, PathKind kind = PathKind::Encrypted) {
    options_.targets.push_back({remote, kind, ip(address)});
  }

  Result<std::unique_ptr<Prober>> try_start() {
    return Prober::start(*loop_, clock_, options_, [this](Instant at, Observed what) {
      seen_.emplace_back(at, std::move(what));
    });
  }
  void start() {
    auto started = try_start();
    ASSERT_TRUE(started.has_value()) << started.error().message;
    prober_ = std::move(*started);
  }

  template <class What>
  [[nodiscard]] std::vector<What> all() const {
    std::vector<What> found;
    for (const auto& [at, what] : seen_)
      if (const auto* one = std::get_if<What>(&what)) found.push_back(*one);
    return found;
  }

  bool run_until(const std::function<bool()>& done) { return testing::run_until(*loop_, done); }
  bool run_until_replies(std::size_t count) {
    return run_until([this, count] { return all<ReplyReceived>().size() >= count; });
  }

  BootClock clock_ = BootClock::measure();
  std::unique_ptr<EventLoop> loop_ = EventLoop::make().value();
  ProberOptions options_{.encrypted = {.local = {ip("127.0.0.2"), ip("::1")}},
                         .interval = std::chrono::milliseconds(10)};
  std::unique_ptr<Reflector> reflector_;
  std::vector<std::pair<Instant, Observed>> seen_;
  std::unique_ptr<Prober> prober_;
};

}  // namespace canary
