// SPDX-License-Identifier: Apache-2.0
#include "timeline/json_line.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "timeline/plain_json.h"

namespace canary {

/// Writes down what the parser finds, as it finds it.
class JsonLine::Builder {
 public:
  Builder(JsonLine& line, std::size_t most_values)
      : nodes_(line.nodes_), texts_(line.texts_), open_(line.open_), most_values_(most_values) {
    nodes_.clear();
    texts_.clear();
    open_.clear();
  }

  bool null() { return add(Kind::Null); }
  bool boolean(bool value) {
    if (!add(Kind::Boolean)) return false;
    nodes_.back().boolean = value;
    return true;
  }
  bool number_integer(std::int64_t value) {
    if (!add(Kind::Signed)) return false;
    nodes_.back().signed_number = value;
    return true;
  }
  bool number_unsigned(std::uint64_t value) {
    if (!add(Kind::Unsigned)) return false;
    nodes_.back().unsigned_number = value;
    return true;
  }
  bool number_float(double value, const std::string&) {
    if (!add(Kind::Float)) return false;
    nodes_.back().floating = value;
    return true;
  }
  bool string(std::string_view value) {
    if (!add(Kind::Text)) return false;
    nodes_.back().text = {place(texts_.size()), place(value.size())};
    texts_ += value;
    return true;
  }
  bool key(std::string_view name) { return string(name); }
  bool start_object(std::size_t) { return open(Kind::Object); }
  bool start_array(std::size_t) { return open(Kind::Array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  // Of these there is none in a text.
  template <class Binary>
  bool binary(const Binary&) {
    return false;
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }

 private:
  /// Lines of recordings are shorter than 4 MiB, requests and answers than 8.
  static std::uint32_t place(std::size_t at) { return static_cast<std::uint32_t>(at); }
  bool add(Kind kind) {
    if (nodes_.size() >= most_values_) return false;
    nodes_.push_back({kind, place(nodes_.size() + 1), {}});
    return true;
  }
  bool open(Kind kind) {
    open_.push_back(nodes_.size());
    return add(kind);
  }
  bool close() {
    nodes_[open_.back()].end = place(nodes_.size());
    open_.pop_back();
    return true;
  }

  std::vector<Node>& nodes_;
  std::string& texts_;
  std::vector<std::size_t>& open_;
  std::size_t most_values_;
};

bool JsonLine::parse_plain(std::string_view text, std::size_t most_values) {
  Builder builder(*this, most_values);
  return PlainJsonScanner(text, builder).scan();
}

bool JsonLine::parse_any(std::string_view text, std::size_t most_values) {
  Builder builder(*this, most_values);
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
}

std::optional<JsonValue> JsonLine::parse(std::string_view text, std::size_t most_values) {
  if (!parse_plain(text, most_values) && !parse_any(text, most_values)) return std::nullopt;
  return JsonValue(*this, 0);
}

bool JsonValue::is_object() const { return line_->nodes_[place_].kind == JsonLine::Kind::Object; }

bool JsonValue::is_array() const { return line_->nodes_[place_].kind == JsonLine::Kind::Array; }

std::optional<bool> JsonValue::boolean() const {
  const auto& node = line_->nodes_[place_];
  return node.kind == JsonLine::Kind::Boolean ? std::optional(node.boolean) : std::nullopt;
}

std::optional<std::string_view> JsonValue::text() const {
  const auto& node = line_->nodes_[place_];
  return node.kind == JsonLine::Kind::Text ? std::optional(line_->text_of(node)) : std::nullopt;
}

std::optional<std::int64_t> JsonValue::signed_number() const {
  const auto& node = line_->nodes_[place_];
  if (node.kind == JsonLine::Kind::Signed) return node.signed_number;
  if (node.kind != JsonLine::Kind::Unsigned || !std::in_range<std::int64_t>(node.unsigned_number))
    return std::nullopt;
  return static_cast<std::int64_t>(node.unsigned_number);
}

std::optional<std::uint64_t> JsonValue::unsigned_number() const {
  const auto& node = line_->nodes_[place_];
  if (node.kind == JsonLine::Kind::Unsigned) return node.unsigned_number;
  if (node.kind != JsonLine::Kind::Signed || node.signed_number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(node.signed_number);
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  std::optional<JsonValue> found;
  if (!is_object()) return found;
  each_member([&](std::string_view other, const JsonValue& value) {
    if (other == name) found = value;
  });
  return found;
}

std::string JsonValue::quote() const {
  const auto& node = line_->nodes_[place_];
  const auto dump = [](const nlohmann::json& scalar) {
    return scalar.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  };
  switch (node.kind) {
    case JsonLine::Kind::Null:
      return "null";
    case JsonLine::Kind::Boolean:
      return node.boolean ? "true" : "false";
    case JsonLine::Kind::Signed:
      return dump(node.signed_number);
    case JsonLine::Kind::Unsigned:
      return dump(node.unsigned_number);
    case JsonLine::Kind::Float:
      return dump(node.floating);
    case JsonLine::Kind::Text:
      return dump(line_->text_of(node));
    case JsonLine::Kind::Array:
      return "a list";
    case JsonLine::Kind::Object:
      return "an object";
  }
  std::unreachable();
}

}  // namespace canary
