// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.h"

#include <algorithm>

namespace canary {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

/// What a character of ASCII looks like in text and in a quoted attribute.
std::string_view escaped(const char& c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? " " : std::string_view(&c, 1);
  }
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// How many bytes the character has that `words` begins with; 0 where that is no UTF-8 (RFC 3629:
/// nothing overlong, no surrogates, nothing beyond U+10FFFF).
std::size_t utf8_length(std::string_view words) {
  const auto first = static_cast<unsigned char>(words[0]);
  std::size_t length = 2;
  if (first >= 0xe0) ++length;
  if (first >= 0xf0) ++length;
  if (first < 0xc2 || first > 0xf4 || words.size() < length) return 0;
  if (!std::ranges::all_of(words.substr(1, length - 1), is_continuation)) return 0;
  const auto second = static_cast<unsigned char>(words[1]);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool no_character = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return overlong || no_character ? 0 : length;
}

}  // namespace

void HtmlText::text(std::string_view words) {
  while (!words.empty()) {
    std::size_t used = 1;
    if (static_cast<unsigned char>(words[0]) < 0x80) {
      html_ += escaped(words[0]);
    } else if (const std::size_t length = utf8_length(words); length > 0) {
      html_ += words.substr(0, length);
      used = length;
    } else {
      html_ += kReplacement;
    }
    words.remove_prefix(used);
  }
}

void HtmlText::open(Markup tag, std::initializer_list<HtmlAttribute> attributes) {
  html_ += '<';
  html_ += tag.text();
  for (const HtmlAttribute& attribute : attributes) {
    html_ += ' ';
    html_ += attribute.name.text();
    html_ += "=\"";
    text(attribute.value);
    html_ += '"';
  }
  html_ += '>';
}

void HtmlText::close(Markup tag) {
  html_ += "</";
  html_ += tag.text();
  html_ += ">\n";
}

void HtmlText::element(Markup tag, std::initializer_list<HtmlAttribute> attributes,
                       std::string_view words) {
  const HtmlElement element(*this, tag, attributes);
  text(words);
}

}  // namespace canary
