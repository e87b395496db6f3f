// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timeline/json_fields.h"

namespace canary {

/// Reads the fields of one JSON object into a struct, and keeps the first problem as words. After a
/// problem the struct is worth nothing. Fields that nobody asks for are skipped, so that a later
/// version may add some. Never throws.
class FieldReader {
 public:
  FieldReader(const nlohmann::json& object, std::int64_t utc_offset_ns)
      : object_(object), utc_offset_ns_(utc_offset_ns) {}

  template <class T>
  void operator()(const char* name, T& value) {
    if (problem_) return;
    const auto found = object_.find(name);
    if (found == object_.end())
      problem_ = fmt::format("{} is missing", name);
    else
      take(name, *found, value);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& value) {
    if (problem_) return;
    const auto found = object_.find(name);
    if (found != object_.end()) take(name, *found, value.emplace());
  }

  /// "ssid should be a whole number from 0 to 65535, but is -1"
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  using Json = nlohmann::json;

  template <Number T>
  void take(const std::string& name, const Json& json, T& value) {
    constexpr auto lowest = std::numeric_limits<T>::min();
    constexpr auto highest = std::numeric_limits<T>::max();
    if (json.is_number_unsigned() && std::in_range<T>(json.get<std::uint64_t>()))
      value = static_cast<T>(json.get<std::uint64_t>());
    else if (json.is_number_integer() && !json.is_number_unsigned() &&
             std::in_range<T>(json.get<std::int64_t>()))
      value = static_cast<T>(json.get<std::int64_t>());
    else
      refuse(name, json, fmt::format("a whole number from {} to {}", lowest, highest));
  }
  template <Worded T>
  void take(const std::string& name, const Json& json, T& value) {
    const auto words = words_of(T{});
    const auto* text = json.get_ptr<const std::string*>();
    const auto found = text ? std::ranges::find(words, *text) : words.end();
    if (found == words.end())
      refuse(name, json, fmt::format("one of {}", fmt::join(words, ", ")));
    else
      value = static_cast<T>(found - words.begin());
  }
  template <class T>
  void take(const std::string& name, const Json& json, std::vector<T>& values) {
    if (!json.is_array()) return refuse(name, json, "a list");
    for (const Json& element : json)
      take(fmt::format("{}[{}]", name, values.size()), element, values.emplace_back());
  }
  template <class T>
  requires requires(FieldReader& field, T& value) { fields_of(field, value); }
  void take(const std::string& name, const Json& json, T& value) {
    if (!json.is_object()) return refuse(name, json, "an object");
    FieldReader inner(json, utc_offset_ns_);
    fields_of(inner, value);
    if (inner.problem_ && !problem_) problem_ = fmt::format("{}.{}", name, *inner.problem_);
  }
  void take(const std::string& name, const Json& json,
            std::map<std::string, std::uint64_t>& counters);
  void take(const std::string& name, const Json& json, std::string& text);
  void take(const std::string& name, const Json& json, bool& value);
  void take(const std::string& name, const Json& json, Instant& at);
  void take(const std::string& name, const Json& json, Duration& duration);
  void take(const std::string& name, const Json& json, IpAddress& address);
  void take(const std::string& name, const Json& json, IpPrefix& prefix);

  void refuse(const std::string& name, const Json& json, std::string_view expected);

  const Json& object_;
  std::int64_t utc_offset_ns_;
  std::optional<std::string> problem_;
};

}  // namespace canary
