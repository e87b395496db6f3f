// SPDX-License-Identifier: Apache-2.0
// Names and texts that others wrote: checked where they come in, made visible where they go out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

/// The character that a text begins with.
struct Character {
  std::size_t bytes = 0;  ///< that it takes; 1 where it is no UTF-8
  char32_t value = 0;     ///< its code point; the byte where it is no UTF-8
  bool is_utf8 = false;   ///< by RFC 3629: nothing overlong, no surrogates, none above U+10FFFF
};

/// Reads the first character of a text that is not empty.
[[nodiscard]] Character first_character(std::string_view text);

/// Tells characters that change what is around them, or hide in it: controls (C0, DEL, C1), marks
/// and overrides of direction (Unicode Standard Annex 9), invisible ones, and no characters.
[[nodiscard]] bool is_hidden(char32_t character);

/// Writes hidden characters as \u001b, and bytes that are no UTF-8 as \xff. The rest stays.
[[nodiscard]] std::string visible(std::string_view text);

/// Cuts a text to at most `bytes`, between two characters.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t bytes);

/// Refuses a name that could not be shown as it is: empty, longer than 253 octets (as names in DNS
/// and of nodes in Kubernetes, RFC 1035 2.3.4), no UTF-8, or with hidden characters. The Usage
/// error begins with what is wrong: "the name 'a\u001b' holds ...".
[[nodiscard]] Result<void> check_name(std::string_view name);

}  // namespace canary
