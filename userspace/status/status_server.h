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

/// Where a status server listens, and whom it answers.
struct StatusOptions {
  Endpoint listen;
  /// What clients show ("Authorization: Bearer ..."); empty: nothing is wanted. It is never wanted
  /// for /healthz and /readyz, since a kubelet has none.
  std::string token;
};

/// An answer over HTTP: its status code, its content type, its body.
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
  /// Makes the page of a path; nothing where there is no such page. It is called on the server's
  /// thread, for one request after another.
  using Answer = std::function<std::optional<StatusAnswer>(std::string_view path)>;

  static Result<std::unique_ptr<StatusServer>> start(const StatusOptions& options, Answer answer);
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;
  ~StatusServer();

  /// Tells which port was taken for 0.
  [[nodiscard]] Endpoint endpoint() const;
  /// Makes the answer to one request.
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
