// SPDX-License-Identifier: Apache-2.0
#include "base/http_get.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace canary {
namespace {

SocketAddress address_of(const HttpGet& request) {
  if (const auto* endpoint = std::get_if<Endpoint>(&request.server))
    return SocketAddress::of(*endpoint);
  const std::string& path = std::get<UnixSocket>(request.server).path;
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::copy_n(path.begin(), std::min(path.size(), sizeof(local.sun_path) - 1), local.sun_path);
  SocketAddress address;
  std::memcpy(&address.storage, &local, sizeof(local));
  address.size = sizeof(local);
  return address;
}

}  // namespace

std::expected<HttpAnswer, HttpFailure> http_get(const HttpGet& request, Duration limit) {
  auto connection = Connection::connect(address_of(request), limit);
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
