// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timeline/json_fields.h"
#include "timeline/json_line.h"

namespace canary {

/// Reads the fields of one JSON object into a struct, and keeps the first problem as words. After a
/// problem the struct is worth nothing. Fields that nobody asks for are skipped, so that a later
/// version may add some. Never throws.
class FieldReader {
 public:
  FieldReader(const JsonValue& object, std::int64_t utc_offset_ns)
      : object_(object), utc_offset_ns_(utc_offset_ns) {}

  template <class T>
  void operator()(const char* name, T& value) {
    if (problem_) return;
    const auto found = object_.find(name);
    if (!found)
      problem_ = fmt::format("{} is missing", name);
    else
      take(name, *found, value);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& value) {
    if (problem_) return;
    const auto found = object_.find(name);
    if (found) take(name, *found, value.emplace());
  }
  /// A field that may be missing: then `value` stays as it was made.
  template <class T>
  void unless_usual(const char* name, T& value) {
    if (problem_) return;
    if (const auto found = object_.find(name)) take(name, *found, value);
  }

  template <class T>
  void operator()(const char* name, Boxed<T>& value) {
    if (problem_) return;
    const auto found = object_.find(name);
    if (found) take(name, *found, value.emplace());
  }

  /// The first problem: "ssid should be a whole number from 0 to 65535, but is -1"
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  template <Number T>
  void take(std::string_view name, const JsonValue& json, T& value) {
    constexpr auto lowest = std::numeric_limits<T>::min();
    constexpr auto highest = std::numeric_limits<T>::max();
    if (const auto whole = json.unsigned_number(); whole && std::in_range<T>(*whole))
      value = static_cast<T>(*whole);
    else if (const auto negative = json.signed_number(); negative && std::in_range<T>(*negative))
      value = static_cast<T>(*negative);
    else
      refuse(name, json, fmt::format("a whole number from {} to {}", lowest, highest));
  }
  template <Worded T>
  void take(std::string_view name, const JsonValue& json, T& value) {
    const auto words = words_of(T{});
    const auto text = json.text();
    const auto found = text ? std::ranges::find(words, *text) : words.end();
    if (found == words.end())
      refuse(name, json, fmt::format("one of {}", fmt::join(words, ", ")));
    else
      value = static_cast<T>(found - words.begin());
  }
  template <class T>
  void take(std::string_view name, const JsonValue& json, std::vector<T>& values) {
    if (!json.is_array()) return refuse(name, json, "a list");
    json.each_element([&](const JsonValue& element) {
      const std::string place = fmt::format("{}[{}]", name, values.size());
      take(place, element, values.emplace_back());
    });
  }
  template <class T>
  requires requires(FieldReader& field, T& value) { fields_of(field, value); }
  void take(std::string_view name, const JsonValue& json, T& value) {
    if (!json.is_object()) return refuse(name, json, "an object");
    FieldReader inner(json, utc_offset_ns_);
    fields_of(inner, value);
    if (inner.problem_ && !problem_) problem_ = fmt::format("{}.{}", name, *inner.problem_);
  }
  void take(std::string_view name, const JsonValue& json,
            std::map<std::string, std::uint64_t>& counters);
  void take(std::string_view name, const JsonValue& json, std::string& text);
  void take(std::string_view name, const JsonValue& json, bool& value);
  void take(std::string_view name, const JsonValue& json, Instant& at);
  void take(std::string_view name, const JsonValue& json, Duration& duration);
  void take(std::string_view name, const JsonValue& json, IpAddress& address);
  void take(std::string_view name, const JsonValue& json, IpPrefix& prefix);

  void refuse(std::string_view name, const JsonValue& json, std::string_view expected);

  JsonValue object_;
  std::int64_t utc_offset_ns_;
  std::optional<std::string> problem_;
};

}  // namespace canary
