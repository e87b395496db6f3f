// SPDX-License-Identifier: Apache-2.0
#include "base/host_port.h"

#include <charconv>

namespace canary {
namespace {

/// `text` starts with the colon.
std::optional<HostPort> with_port(std::string_view host, std::string_view text) {
  std::uint16_t port = 0;
  const char* last = text.data() + text.size();
  if (host.empty() || text.size() < 2 || text.front() != ':') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, last, port);
  if (error != std::errc{} || end != last) return std::nullopt;
  return HostPort{host, port};
}

}  // namespace

std::optional<HostPort> split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(1, end - 1);
    if (end + 1 == text.size() && !host.empty()) return HostPort{host, std::nullopt};
    return with_port(host, text.substr(end + 1));
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && colon == text.rfind(':'))
    return with_port(text.substr(0, colon), text.substr(colon));
  if (text.empty()) return std::nullopt;
  return HostPort{text, std::nullopt};
}

}  // namespace canary
