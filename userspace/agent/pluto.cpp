// SPDX-License-Identifier: Apache-2.0
#include "agent/pluto.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/connection.h"

namespace canary {
namespace {

/// "whk" and 25: a request that only wants a basic command (WHACK_BASIC_MAGIC of whack.h; the same
/// in libreswan 3, 4 and 5). Which command it is, the flags behind it say; none of them is set
/// here.
constexpr std::uint32_t kBasicRequest = 'w' << 24 | 'h' << 16 | 'k' << 8 | 25;

/// Pluto refuses a request that ends before the last of those flags, and logs that.
constexpr std::size_t kRequestSize = 128;

std::string empty_request() {
  std::string bytes(kRequestSize, '\0');
  std::memcpy(bytes.data(), &kBasicRequest, sizeof(kBasicRequest));  // in the machine's byte order
  return bytes;
}

}  // namespace

AgentPoll ask_pluto(const UnixSocket& socket, Duration limit) {
  auto connection = Connection::connect(address_of(socket), limit);
  if (!connection) return AgentPoll::failed(connection.error());
  if (const auto sent = connection->send(empty_request()); !sent)
    return AgentPoll::failed(sent.error());
  std::array<char, 1> answer;  // there is none, or a complaint: it has been read either way
  if (const auto closed = connection->receive(answer); !closed)
    return AgentPoll::failed(closed.error());
  return AgentPoll::ready();
}

}  // namespace canary
