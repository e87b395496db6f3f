// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/socket_address.h"

struct MHD_Daemon;

namespace canary {

struct StatusOptions {
  Endpoint listen;
  /// What clients show ("Authorization: Bearer ..."); empty: nothing is wanted. A kubelet has none:
  /// it is never wanted for /healthz and /readyz.
  std::string token;
};

struct StatusAnswer {
  static constexpr unsigned kUnavailable = 503;

  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string text;
};

/// Answers GET by HTTP, on a thread of its own. Connections are many, small, and closed when they
/// are silent for 5 s: whoever holds a thousand of them open keeps nobody else from asking.
class StatusServer {
 public:
  /// Nothing: there is no such page. Called on the server's thread, for one request after another.
  using Answer = std::function<std::optional<StatusAnswer>(std::string_view path)>;

  static Result<std::unique_ptr<StatusServer>> start(const StatusOptions& options, Answer answer);
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;
  ~StatusServer();

  /// Tells which port was taken for 0.
  [[nodiscard]] Endpoint endpoint() const;
  /// What is said to one request.
  [[nodiscard]] StatusAnswer answer(std::string_view method, std::string_view path,
                                    std::string_view authorization) const;

 private:
  StatusServer(const StatusOptions& options, Answer answer)
      : options_(options), answer_(std::move(answer)) {}

  StatusOptions options_;
  Answer answer_;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace canary
