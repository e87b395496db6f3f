// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/connection.h"

namespace canary {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Reads as Connection::receive() does.
using Receive = std::function<Connected<std::size_t>(std::span<char> room)>;

/// Reads the answer to a request by HTTP/1.0 (nobody then answers in chunks). Without `with_body`
/// it is taken when its headers are there; more than `largest` bytes are refused. Own code because
/// a library's client hides what matters here: cpp-httplib 0.11 tells a refused connection, a
/// missing socket and a slow server by one error, and limits each read, not the whole.
[[nodiscard]] Connected<HttpAnswer> receive_http_answer(const Receive& receive, bool with_body,
                                                        std::size_t largest);

}  // namespace canary
