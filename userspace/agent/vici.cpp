// SPDX-License-Identifier: Apache-2.0
#include "agent/vici.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "base/connection.h"

namespace canary {
namespace {

enum Packet : std::uint8_t { CommandRequest = 0, CommandResponse = 1 };
enum Element : std::uint8_t {
  SectionStart = 1,
  SectionEnd = 2,
  KeyValue = 3,
  ListStart = 4,
  ListItem = 5,
  ListEnd = 6,
};

/// What VICI itself allows is 512 KiB; an answer with a version has some hundred bytes.
constexpr std::size_t kLargestAnswer = 64 << 10;
constexpr std::size_t kLongestVersion = 64;
constexpr std::string_view kCommand = "version";

/// A big-endian number of the first `bytes` bytes, which must be there.
std::size_t number(std::string_view text, std::size_t bytes) {
  std::size_t value = 0;
  for (const char byte : text.substr(0, bytes))
    value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

/// Takes what is prefixed by its length of so many bytes, or nothing where less is there.
std::optional<std::string_view> take(std::string_view& text, std::size_t length_bytes) {
  if (text.size() < length_bytes) return std::nullopt;
  const std::size_t length = number(text, length_bytes);
  if (text.size() - length_bytes < length) return std::nullopt;
  const std::string_view taken = text.substr(length_bytes, length);
  text.remove_prefix(length_bytes + length);
  return taken;
}

std::string request() {
  std::string packet{CommandRequest, static_cast<char>(kCommand.size())};
  packet += kCommand;
  return std::string{0, 0, 0, static_cast<char>(packet.size())} + packet;
}

/// Fills `room`; false where the other end closes before.
Connected<bool> fill(Connection& connection, std::span<char> room) {
  while (!room.empty()) {
    const auto got = connection.receive(room);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) return false;
    room = room.subspan(*got);
  }
  return true;
}

/// One packet, without its length; empty where it is none.
Connected<std::string> receive_packet(Connection& connection) {
  std::array<char, 4> length{};
  const auto begun = fill(connection, length);
  if (!begun) return std::unexpected(begun.error());
  const std::size_t size = number({length.data(), length.size()}, length.size());
  if (!*begun || size > kLargestAnswer) return std::string();
  std::string packet(size, '\0');
  const auto filled = fill(connection, packet);
  if (!filled) return std::unexpected(filled.error());
  return *filled ? packet : std::string();
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isgraph(c) != 0; });
}

}  // namespace

std::optional<std::string> vici_value(std::string_view message, std::string_view key) {
  int depth = 0;
  while (!message.empty()) {
    const auto element = static_cast<std::uint8_t>(message.front());
    message.remove_prefix(1);
    std::optional<std::string_view> name = "", value = "";
    if (element == SectionStart || element == KeyValue || element == ListStart)
      name = take(message, 1);
    if (element == KeyValue || element == ListItem) value = take(message, 2);
    if (!name || !value || element < SectionStart || element > ListEnd) return std::nullopt;
    if (element == SectionStart) ++depth;
    if (element == SectionEnd) --depth;
    if (element == KeyValue && depth == 0 && *name == key) return std::string(*value);
  }
  return std::nullopt;
}

AgentPoll ask_vici(const UnixSocket& socket, Duration limit) {
  auto connection = Connection::connect(address_of(socket), limit);
  if (!connection) return AgentPoll::failed(connection.error());
  if (const auto sent = connection->send(request()); !sent) return AgentPoll::failed(sent.error());
  const auto packet = receive_packet(*connection);
  if (!packet) return AgentPoll::failed(packet.error());
  if (packet->empty() || packet->front() != CommandResponse)
    return AgentPoll::not_ready("what it answers is not VICI");
  auto version = vici_value(std::string_view(*packet).substr(1), "version");
  if (version && (version->size() > kLongestVersion || !is_printable(*version))) version.reset();
  return AgentPoll::ready(std::move(version));
}

}  // namespace canary
