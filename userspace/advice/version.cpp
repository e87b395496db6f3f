// SPDX-License-Identifier: Apache-2.0
#include "advice/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "advice/lower_case.h"

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
  constexpr std::array<std::string_view, 12> kLabels{
      "cilium", "cilium-agent", "version",    "client", "server",    "cluster",
      "is",     "linux",        "strongswan", "calico", "libreswan", "openshift"};
  return word.ends_with(':') || std::ranges::find(kLabels, in_lower_case(word)) != kLabels.end();
}

/// Daemons of IKE tell their own version and the kernel's: of "U5.9.8/K6.1.0" the former.
std::string_view without_kernel(std::string_view word) {
  constexpr std::string_view kDigits = "0123456789";
  const bool is_of_daemon =
      word.size() > 1 && word[0] == 'U' && kDigits.find(word[1]) != std::string_view::npos;
  return is_of_daemon ? word.substr(1, word.find('/') - 1) : word;
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
bool read(std::string_view word, VersionForm form, Version& version) {
  if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
  bool is_read =
      take_number(word, version.major) && take_dot(word) && take_number(word, version.minor);
  const bool may_end = form == VersionForm::TwoOrThree && !word.starts_with('.');
  if (is_read && !may_end) is_read = take_dot(word) && take_number(word, version.patch);
  return is_read && (word.empty() || word.front() == '-' || word.front() == '+');
}

}  // namespace

Result<Version> Version::parse(std::string_view text, VersionForm form) {
  std::string_view rest = text;
  auto word = take_word(rest);
  while (is_label(word)) word = take_word(rest);
  Version version;
  if (!read(tag_of(without_kernel(word)), form, version))
    return usage_error(fmt::format("'{}' is not a version: write it as 1.13.1", text));
  return version;
}

std::string to_text(const Version& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace canary
