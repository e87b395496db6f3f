// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canary {

class JsonLine;

/// A value in a JsonLine, which must live longer and not be parsed into again.
class JsonValue {
 public:
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::string_view> text() const;
  /// Whole numbers only; nothing where it lies outside of the type.
  [[nodiscard]] std::optional<std::int64_t> signed_number() const;
  [[nodiscard]] std::optional<std::uint64_t> unsigned_number() const;

  /// The member of that name, of several the last one; nothing where it is no object.
  [[nodiscard]] std::optional<JsonValue> find(std::string_view name) const;
  /// Calls `take(name, value)` for each member of an object, in their order.
  template <class Take>
  void each_member(Take&& take) const;
  /// Calls `take(value)` for each element of an array.
  template <class Take>
  void each_element(Take&& take) const;

  /// A scalar as JSON in pure ASCII; "a list", "an object".
  [[nodiscard]] std::string quote() const;

 private:
  friend class JsonLine;
  JsonValue(const JsonLine& line, std::size_t place) : line_(&line), place_(place) {}

  const JsonLine* line_;
  std::size_t place_;
};

/// One text of JSON, taken apart into storage that the next text uses again. A recording has a
/// million lines, and a tree on the heap for each of them would take most of the time of reading.
/// So would a parser of all that JSON may be: what a recording has is plain, and is scanned first.
class JsonLine {
 public:
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

  /// The value that `text` is; nothing where it is no JSON, or where it holds more than
  /// `most_values` values and names. Each takes 16 bytes, and there may be one in two octets.
  [[nodiscard]] std::optional<JsonValue> parse(std::string_view text,
                                               std::size_t most_values = kAny);

 private:
  friend class JsonValue;
  class Builder;
  enum class Kind : std::uint8_t { Null, Boolean, Signed, Unsigned, Float, Text, Array, Object };
  /// A value or the name of a member, whose value follows it. What is inside of a value lies behind
  /// it: `end` is the first place that does not.
  struct Node {
    Kind kind;
    std::uint32_t end;
    union {
      bool boolean;
      std::int64_t signed_number;
      std::uint64_t unsigned_number;
      double floating;
      struct {
        std::uint32_t begin, size;  ///< in texts_
      } text;
    };
  };

  [[nodiscard]] std::string_view text_of(const Node& node) const {
    return std::string_view(texts_).substr(node.text.begin, node.text.size);
  }

  [[nodiscard]] bool parse_plain(std::string_view text, std::size_t most_values);
  [[nodiscard]] bool parse_any(std::string_view text, std::size_t most_values);

  std::vector<Node> nodes_;
  std::string texts_;
  std::vector<std::size_t> open_;  ///< while it is parsed: what has not ended yet
};

template <class Take>
void JsonValue::each_member(Take&& take) const {
  const auto& nodes = line_->nodes_;
  for (auto name = place_ + 1; name < nodes[place_].end; name = nodes[name + 1].end)
    take(line_->text_of(nodes[name]), JsonValue(*line_, name + 1));
}

template <class Take>
void JsonValue::each_element(Take&& take) const {
  const auto& nodes = line_->nodes_;
  for (auto place = place_ + 1; place < nodes[place_].end; place = nodes[place].end)
    take(JsonValue(*line_, place));
}

}  // namespace canary
