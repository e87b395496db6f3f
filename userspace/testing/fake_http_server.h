// SPDX-License-Identifier: Apache-2.0
// For tests only: a small HTTP server on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/socket_address.h"
#include "base/unique_fd.h"

namespace canary {

class FakeHttpServer {
 public:
  /// Raw bytes of the answer to a raw request; an empty one leaves the client waiting.
  using Handler = std::function<std::string(const std::string& request)>;

  static std::unique_ptr<FakeHttpServer> on_unix_socket(const std::string& path, Handler handler);
  /// Serves on a free port of 127.0.0.1, in the network namespace of the calling thread.
  static std::unique_ptr<FakeHttpServer> on_loopback(Handler handler);
  ~FakeHttpServer();

  [[nodiscard]] Endpoint endpoint() const { return endpoint_; }
  [[nodiscard]] std::vector<std::string> requests() const;

  /// "HTTP/1.0 <status> ..." with `body`.
  static std::string answer(int status, const std::string& body = "");

 private:
  FakeHttpServer(UniqueFd listener, Handler handler);
  void serve();
  void serve_one(UniqueFd client);

  UniqueFd listener_;
  UniqueFd stop_;
  Handler handler_;
  Endpoint endpoint_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<UniqueFd> kept_waiting_;
  std::jthread thread_;
};

}  // namespace canary
