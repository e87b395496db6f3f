// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <variant>

#include "base/socket_address.h"
#include "base/time.h"

namespace canary {

struct UnixSocket {
  std::string path;
};

struct HttpGet {
  std::variant<Endpoint, UnixSocket> server;
  std::string path;
  bool brief = false;      ///< adds the header "brief: true", which Cilium's API knows
  bool with_body = false;  ///< else the answer is taken when its headers are there
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

struct HttpFailure {
  bool timed_out = false;
  std::string reason;  ///< "connection refused"
};

/// One GET by HTTP/1.0 (nobody then answers in chunks), done or failed within `limit`, connecting
/// included. Own code because a library's client hides what matters here: cpp-httplib 0.11 tells a
/// refused connection, a missing socket and a slow server by one error, and limits each read, not
/// the whole.
[[nodiscard]] std::expected<HttpAnswer, HttpFailure> http_get(const HttpGet& request,
                                                              Duration limit);

}  // namespace canary
