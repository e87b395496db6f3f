// SPDX-License-Identifier: Apache-2.0
#include "base/http_get.h"

#include <fmt/format.h>

#include <span>

namespace canary {
namespace {

SocketAddress address_of(const Endpoint& endpoint) { return SocketAddress::of(endpoint); }

}  // namespace

std::expected<HttpAnswer, HttpFailure> http_get(const HttpGet& request, Duration limit) {
  auto connection = Connection::connect(
      std::visit([](const auto& server) { return address_of(server); }, request.server), limit);
  if (!connection) return std::unexpected(connection.error());
  const auto sent = connection->send(fmt::format(
      "GET {} HTTP/1.0\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n{}{}\r\n",
      request.path, request.brief ? "brief: true\r\n" : "",
      request.token.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", request.token)));
  if (!sent) return std::unexpected(sent.error());

  return receive_http_answer([&](std::span<char> room) { return connection->receive(room); },
                             request.with_body, request.largest);
}

}  // namespace canary
