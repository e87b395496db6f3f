// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/connection_watch.h"
#include "base/error.h"
#include "base/socket_address.h"

namespace canary {

/// Where a status server listens, and whom it answers.
struct StatusOptions {
  Endpoint listen;
  /// What clients show ("Authorization: Bearer ..."); empty: nothing is wanted. It is never wanted
  /// for /healthz and /readyz, since a kubelet has none.
  std::string token;
  ConnectionLimits limits{};
};

/// An answer over HTTP: its status code, its content type, its body.
struct StatusAnswer {
  static constexpr unsigned kUnavailable = 503;

  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string text;
};

/// Answers GET by HTTP, on a thread of its own: /healthz and /readyz at once, all else on a second
/// one, so that no page holds up the kubelet's. Whoever does not ask within 2 s of connecting goes,
/// and of too many the oldest (ConnectionWatch).
class StatusServer {
 public:
  /// Makes the page of a path; nothing where there is no such page. It is called for one request
  /// after another, but for /healthz and /readyz, which come on a thread of their own.
  using Answer = std::function<std::optional<StatusAnswer>(std::string_view path)>;

  static Result<std::unique_ptr<StatusServer>> start(const StatusOptions& options, Answer answer);
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;
  ~StatusServer();

  /// Tells which port was taken for 0.
  [[nodiscard]] Endpoint endpoint() const;

 private:
  class Service;
  StatusServer(const StatusOptions& options, Answer answer);
  /// What is answered without a page, where there is something to refuse.
  [[nodiscard]] std::optional<StatusAnswer> refusal(std::string_view method, std::string_view path,
                                                    std::string_view authorization) const;
  [[nodiscard]] StatusAnswer answer(std::string_view method, std::string_view path,
                                    std::string_view authorization) const;

  StatusOptions options_;
  Answer answer_;
  std::unique_ptr<Service> service_;  ///< last: it ends before what it uses
};

}  // namespace canary
