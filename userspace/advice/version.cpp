// SPDX-License-Identifier: Apache-2.0
#include "advice/version.h"

#include <fmt/format.h>

#include <charconv>

namespace canary {
namespace {

/// Takes a number off the front of `text`.
bool take_number(std::string_view& text, std::uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
  std::string_view rest = text.starts_with('v') ? text.substr(1) : text;
  Version version;
  const bool read = take_number(rest, version.major) && take_dot(rest) &&
                    take_number(rest, version.minor) && take_dot(rest) &&
                    take_number(rest, version.patch);
  if (!read || (!rest.empty() && rest.front() != '-' && rest.front() != '+' && rest.front() != ' '))
    return usage_error(fmt::format("'{}' is not a version: write it as 1.13.1", text));
  return version;
}

std::string to_text(const Version& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace canary
