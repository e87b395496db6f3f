// SPDX-License-Identifier: Apache-2.0
#include "timeline/field_reader.h"

namespace canary {
namespace {

// Times outside of 1933 to 2116 and durations over 36 years are refused, so that no difference or
// sum of those that are let in can overflow.
constexpr std::int64_t kEarliest = -(std::int64_t{1} << 60);
constexpr std::int64_t kLatest = std::int64_t{1} << 62;
constexpr std::int64_t kLongest = std::int64_t{1} << 60;

constexpr std::size_t kLongestQuote = 40;  // characters
constexpr std::size_t kLongestText = 4096;

/// What stands there, in pure ASCII.
std::string quote(const JsonValue& json) {
  std::string text = json.quote();
  if (text.size() > kLongestQuote) text = text.substr(0, kLongestQuote) + "...";
  return text;
}

}  // namespace

void FieldReader::take(std::string_view name, const JsonValue& json,
                       std::map<std::string, std::uint64_t>& counters) {
  if (!json.is_object()) return refuse(name, json, "an object of counters");
  json.each_member([&](std::string_view counter, const JsonValue& count) {
    take(fmt::format("{}.{}", name, counter), count, counters[std::string(counter)]);
  });
}

void FieldReader::take(std::string_view name, const JsonValue& json, std::string& text) {
  const auto found = json.text();
  if (found && found->size() <= kLongestText)
    text = *found;
  else
    refuse(name, json, fmt::format("a text of at most {} octets", kLongestText));
}

void FieldReader::take(std::string_view name, const JsonValue& json, bool& value) {
  if (const auto found = json.boolean())
    value = *found;
  else
    refuse(name, json, "true or false");
}

void FieldReader::take(std::string_view name, const JsonValue& json, Instant& at) {
  std::int64_t boot_ns = 0;
  take(name, json, boot_ns);
  const bool overflowed = __builtin_add_overflow(boot_ns, utc_offset_ns_, &at.unix_ns);
  if (overflowed || at.unix_ns < kEarliest || at.unix_ns > kLatest)
    refuse(name, json, "a time in nanoseconds between the years 1933 and 2116");
}

void FieldReader::take(std::string_view name, const JsonValue& json, Duration& duration) {
  std::int64_t ns = 0;
  take(name, json, ns);
  if (ns < -kLongest || ns > kLongest) refuse(name, json, "a duration of less than 36 years in ns");
  duration = Duration{ns};
}

void FieldReader::take(std::string_view name, const JsonValue& json, IpAddress& address) {
  const auto text = json.text();
  const auto parsed = text ? IpAddress::parse(*text) : usage_error("");
  if (!parsed) return refuse(name, json, "an IP address");
  address = *parsed;
}

void FieldReader::take(std::string_view name, const JsonValue& json, IpPrefix& prefix) {
  const auto text = json.text();
  const auto parsed = text ? IpPrefix::parse(*text) : usage_error("");
  if (!parsed) return refuse(name, json, "an IP prefix");
  prefix = *parsed;
}

void FieldReader::refuse(std::string_view name, const JsonValue& json, std::string_view expected) {
  if (problem_) return;
  problem_ = fmt::format("{} should be {}, but is {}", name, expected, quote(json));
}

}  // namespace canary
