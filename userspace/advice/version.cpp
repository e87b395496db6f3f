// SPDX-License-Identifier: Apache-2.0
#include "advice/version.h"

#include <fmt/format.h>

#include <charconv>

namespace canary {
namespace {

/// No product of the field counts further; a larger number is a mistake.
constexpr std::uint32_t kHighest = 9999;

/// Takes a number off the front of `text`.
bool take_number(std::string_view& text, std::uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number > kHighest) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

/// The first word; `text` is left with what follows.
std::string_view take_word(std::string_view& text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return text = {};
  text.remove_prefix(first);
  const auto word = text.substr(0, text.find_first_of(kSpace));
  text.remove_prefix(word.size());
  return word;
}

/// "Client:", "cilium", "version": what stands before a version where a program tells its own.
bool is_label(std::string_view word) {
  return word.ends_with(':') || word == "cilium" || word == "cilium-agent" || word == "version";
}

/// Of "quay.io/cilium/cilium:v1.13.1@sha256:0123" the tag; another word as it is.
std::string_view tag_of(std::string_view word) {
  word = word.substr(0, word.find('@'));
  const auto slash = word.rfind('/');
  const auto name = slash == std::string_view::npos ? word : word.substr(slash + 1);
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// "1.13.1", and what a maker puts behind it.
bool read(std::string_view word, Version& version) {
  if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
  const bool is_read = take_number(word, version.major) && take_dot(word) &&
                       take_number(word, version.minor) && take_dot(word) &&
                       take_number(word, version.patch);
  return is_read && (word.empty() || word.front() == '-' || word.front() == '+');
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
  std::string_view rest = text;
  auto word = take_word(rest);
  while (is_label(word)) word = take_word(rest);
  Version version;
  if (!read(tag_of(word), version))
    return usage_error(fmt::format("'{}' is not a version: write it as 1.13.1", text));
  return version;
}

std::string to_text(const Version& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace canary
