// SPDX-License-Identifier: Apache-2.0
// For tests only: somebody who listens on a unix socket, takes one request from each client, and
// answers.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"

namespace canary {

class FakeUnixServer {
 public:
  enum class After { Close, Wait };  ///< what it does with a client when it has answered

  /// Of a client it reads once, as a daemon does that expects a whole request in one piece.
  FakeUnixServer(const std::string& path, std::string answer, After after);
  ~FakeUnixServer();

  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  void serve();

  UniqueFd listener_;
  UniqueFd stop_;
  std::string answer_;
  After after_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<UniqueFd> kept_waiting_;
  std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace canary
