// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace canary {

/// Takes JSON apart as far as recordings have it: strings of printable ASCII without escapes, whole
/// numbers that fit 64 bits, no spaces, little depth. Tells `Builder` what it finds, as
/// nlohmann::json::sax_parse() does, and gives up where it finds anything else: that may be JSON or
/// not, and a parser of all of it has to tell.
template <class Builder>
class PlainJsonScanner {
 public:
  PlainJsonScanner(std::string_view text, Builder& builder)
      : at_(text.data()), end_(text.data() + text.size()), builder_(builder) {}

  /// False where it gave up.
  [[nodiscard]] bool scan() { return scan_value(0) && at_ == end_; }

 private:
  static constexpr int kDeepest = 16;

  bool take(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool take_word(std::string_view wanted) {
    if (!std::string_view(at_, end_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  bool scan_value(int depth) {
    if (at_ == end_ || depth > kDeepest) return false;
    switch (*at_) {
      case '{':
        return scan_object(depth);
      case '[':
        return scan_array(depth);
      case '"':
        return scan_string();
      case 't':
        return take_word("true") && builder_.boolean(true);
      case 'f':
        return take_word("false") && builder_.boolean(false);
      case 'n':
        return take_word("null") && builder_.null();
      case '-':
        return scan_number<std::int64_t>(1);
      default:
        return scan_number<std::uint64_t>(0);
    }
  }

  bool scan_object(int depth) {
    ++at_;
    if (!builder_.start_object(0)) return false;
    if (take('}')) return builder_.end_object();
    do {
      if (!scan_string() || !take(':') || !scan_value(depth + 1)) return false;
    } while (take(','));
    return take('}') && builder_.end_object();
  }

  bool scan_array(int depth) {
    ++at_;
    if (!builder_.start_array(0)) return false;
    if (take(']')) return builder_.end_array();
    do {
      if (!scan_value(depth + 1)) return false;
    } while (take(','));
    return take(']') && builder_.end_array();
  }

  bool scan_string() {
    if (!take('"')) return false;
    const char* begin = at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ <= '~' && *at_ != '"' && *at_ != '\\') ++at_;
    const std::string_view value(begin, at_);
    return take('"') && builder_.string(value);
  }

  /// A number that goes on behind its digits is not followed by what must come next.
  template <class Number>
  bool scan_number(std::ptrdiff_t sign) {
    const char* begin = at_;
    Number value = 0;
    const auto [stopped, error] = std::from_chars(begin, end_, value);
    if (error != std::errc{}) return false;
    const bool leading_zero = begin[sign] == '0' && stopped - begin > sign + 1;
    if (leading_zero) return false;
    at_ = stopped;
    return add_number(value);
  }
  bool add_number(std::int64_t value) { return builder_.number_integer(value); }
  bool add_number(std::uint64_t value) { return builder_.number_unsigned(value); }

  const char* at_;
  const char* end_;
  Builder& builder_;
};

}  // namespace canary
