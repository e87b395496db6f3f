// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <variant>

#include "base/http_answer.h"
#include "base/time.h"
#include "base/unix_socket.h"

namespace canary {

struct HttpGet {
  std::variant<Endpoint, UnixSocket> server;
  std::string path;
  bool brief = false;      ///< adds the header "brief: true", which Cilium's API knows
  bool with_body = false;  ///< else the answer is taken when its headers are there
  std::string token{};     ///< shown as "Authorization: Bearer ..."; empty: none
  /// Bytes of an answer that is read. A full Cilium status of a cluster with thousands of nodes has
  /// some megabytes.
  std::size_t largest = 32 << 20;
};

using HttpFailure = ConnectionFailure;

/// One GET, done or failed within `limit`, connecting included.
[[nodiscard]] std::expected<HttpAnswer, HttpFailure> http_get(const HttpGet& request,
                                                              Duration limit);

}  // namespace canary
