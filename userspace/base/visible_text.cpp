// SPDX-License-Identifier: Apache-2.0
#include "base/visible_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace canary {
namespace {

constexpr std::size_t kLongestName = 253;  // octets
constexpr std::size_t kLongestQuote = 40;

struct Range {
  char32_t first, last;
};

constexpr std::array kHidden{
    Range{0x00, 0x1f},        // C0
    Range{0x7f, 0x9f},        // DEL, C1
    Range{0xad, 0xad},        // soft hyphen
    Range{0x61c, 0x61c},      // Arabic letter mark
    Range{0x180e, 0x180e},    // Mongolian vowel separator
    Range{0x200b, 0x200f},    // zero width, marks of direction
    Range{0x2028, 0x202e},    // separators of lines, overrides of direction
    Range{0x2060, 0x206f},    // invisible operators, isolates
    Range{0xfeff, 0xfeff},    // byte order mark
    Range{0xfff9, 0xfffb},    // interlinear annotation
    Range{0xfffe, 0xffff},    // no characters, which XML forbids
    Range{0xe0000, 0xe007f},  // tags
};

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

bool shows(char byte) { return byte >= ' ' && byte <= '~'; }

std::string escape_of(const Character& character) {
  if (!character.is_utf8) return fmt::format("\\x{:02x}", static_cast<unsigned>(character.value));
  const auto value = static_cast<unsigned>(character.value);
  return value > 0xffff ? fmt::format("\\U{:08x}", value) : fmt::format("\\u{:04x}", value);
}

}  // namespace

Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const Character no_utf8{1, first, false};
  if (first < 0x80) return {1, first, true};
  if (first < 0xc2 || first > 0xf4) return no_utf8;
  const std::size_t bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (text.size() < bytes) return no_utf8;
  if (!std::ranges::all_of(text.substr(1, bytes - 1), is_continuation)) return no_utf8;
  char32_t value = first & (0xffU >> (bytes + 1));
  for (const char byte : text.substr(1, bytes - 1))
    value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < kLeast.at(bytes) || value > 0x10ffff || is_surrogate) return no_utf8;
  return {bytes, value, true};
}

bool is_hidden(char32_t character) {
  return std::ranges::any_of(kHidden, [&](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

std::string visible(std::string_view text) {
  if (std::ranges::all_of(text, shows)) return std::string(text);
  std::string shown;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.is_utf8 && !is_hidden(character.value))
      shown += text.substr(0, character.bytes);
    else
      shown += escape_of(character);
    text.remove_prefix(character.bytes);
  }
  return shown;
}

std::string_view shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

Result<void> check_name(std::string_view name) {
  if (name.empty()) return usage_error("a name is empty");
  const auto refuse = [&](std::string_view why) {
    return usage_error(
        fmt::format("the name '{}' {}", visible(shortened(name, kLongestQuote)), why));
  };
  if (name.size() > kLongestName)
    return refuse(fmt::format("is longer than {} octets", kLongestName));
  for (std::string_view left = name; !left.empty();) {
    const Character character = first_character(left);
    if (!character.is_utf8) return refuse("is no UTF-8");
    if (is_hidden(character.value)) return refuse("holds a character that does not show");
    left.remove_prefix(character.bytes);
  }
  return {};
}

}  // namespace canary
