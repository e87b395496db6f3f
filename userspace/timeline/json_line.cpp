// SPDX-License-Identifier: Apache-2.0
#include "timeline/json_line.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "timeline/plain_json.h"

namespace canary {

/// Writes down what the parser finds, as it finds it.
class JsonLine::Builder {
 public:
  explicit Builder(JsonLine& line) : nodes_(line.nodes_), texts_(line.texts_), open_(line.open_) {
    nodes_.clear();
    texts_.clear();
    open_.clear();
  }

  bool null() { return add(Kind::Null); }
  bool boolean(bool value) {
    add(Kind::Boolean);
    nodes_.back().boolean = value;
    return true;
  }
  bool number_integer(std::int64_t value) {
    add(Kind::Signed);
    nodes_.back().signed_number = value;
    return true;
  }
  bool number_unsigned(std::uint64_t value) {
    add(Kind::Unsigned);
    nodes_.back().unsigned_number = value;
    return true;
  }
  bool number_float(double value, const std::string&) {
    add(Kind::Float);
    nodes_.back().floating = value;
    return true;
  }
  bool string(std::string_view value) {
    add(Kind::Text);
    nodes_.back().text = {texts_.size(), value.size()};
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
  bool add(Kind kind) {
    nodes_.push_back({kind, nodes_.size() + 1, {}});
    return true;
  }
  bool open(Kind kind) {
    open_.push_back(nodes_.size());
    return add(kind);
  }
  bool close() {
    nodes_[open_.back()].end = nodes_.size();
    open_.pop_back();
    return true;
  }

  std::vector<Node>& nodes_;
  std::string& texts_;
  std::vector<std::size_t>& open_;
};

bool JsonLine::parse_plain(std::string_view text) {
  Builder builder(*this);
  return PlainJsonScanner(text, builder).scan();
}

bool JsonLine::parse_any(std::string_view text) {
  Builder builder(*this);
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
}

std::optional<JsonValue> JsonLine::parse(std::string_view text) {
  if (!parse_plain(text) && !parse_any(text)) return std::nullopt;
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
