// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timeline/json_fields.h"

namespace canary {

/// Appends `text` as a JSON string. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Appends the fields of one JSON object to a string, in the order of the calls. It goes around a
/// JSON tree because every observation of a session passes here while probes are timed.
class FieldWriter {
 public:
  /// Instants are written as CLOCK_BOOTTIME ns: what they are, minus the offset.
  FieldWriter(std::string& out, std::int64_t utc_offset_ns)
      : out_(out), utc_offset_ns_(utc_offset_ns) {}

  template <class T>
  void operator()(std::string_view name, const T& value) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    put(value);
  }
  /// What is absent is left out.
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }
  template <class T>
  void operator()(std::string_view name, const Boxed<T>& value) {
    if (value) (*this)(name, *value);
  }
  /// A field that few have, or that came later: left out where it is as it is made.
  template <class T>
  void unless_usual(std::string_view name, const T& value) {
    if (value != T{}) (*this)(name, value);
  }

 private:
  template <Number T>
  void put(T value) {
    const fmt::format_int digits(value);
    out_.append(digits.data(), digits.size());
  }
  template <Worded T>
  void put(T value) {
    append_json_string(out_, words_of(value).at(static_cast<std::size_t>(value)));
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_ += '[';
    for (bool first = true; const T& value : values) {
      if (!first) out_ += ',';
      first = false;
      put(value);
    }
    out_ += ']';
  }
  template <class T>
  requires requires(FieldWriter& field, const T& value) { fields_of(field, value); }
  void put(const T& value) {
    out_ += '{';
    FieldWriter inner(out_, utc_offset_ns_);
    fields_of(inner, value);
    out_ += '}';
  }
  void put(const std::map<std::string, std::uint64_t>& counters);
  void put(const std::string& text) { append_json_string(out_, text); }
  void put(bool value) { out_ += value ? "true" : "false"; }
  void put(Instant at);
  void put(Duration duration) { put(std::int64_t{duration.count()}); }
  void put(const IpAddress& address) { append_json_string(out_, to_text(address)); }
  void put(const IpPrefix& prefix) { append_json_string(out_, to_text(prefix)); }

  std::string& out_;
  std::int64_t utc_offset_ns_;
  bool first_ = true;
};

}  // namespace canary
