// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/error.h"

namespace canary {

/// Text as a terminal may get it. Whatever words are made part of it are made visible on the way
/// in, so that only colours and line ends that this program sets are control characters. It
/// converts from words, but not back: nothing of it can be taken for words of others again.
class TerminalText {
 public:
  TerminalText() = default;
  template <std::convertible_to<std::string_view> Words>
  TerminalText(const Words& words) : TerminalText(std::string_view(words), Visible{}) {}

  /// `text` between the control sequence "ESC [ `code` m" and its end.
  [[nodiscard]] static TerminalText painted(std::string_view code, const TerminalText& text);

  void end_line() { text_ += '\n'; }
  TerminalText& operator+=(const TerminalText& more);
  friend TerminalText operator+(TerminalText left, const TerminalText& right) {
    return left += right;
  }

  /// A part of it, cut where no colour begins or ends.
  [[nodiscard]] TerminalText part(std::size_t from, std::size_t bytes) const;
  /// What is to be printed.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Visible {};
  TerminalText(std::string_view words, Visible);

  std::string text_;
};

/// Prints at once. An error names `file` as "stdout" or "stderr".
[[nodiscard]] Result<void> print(std::FILE* file, const TerminalText& text);

/// Tells people a sentence on stderr: "xfrm-canary: <sentence>". Where that is closed or full, the
/// sentence is dropped: nothing that is told may end what tells it.
void say(std::string_view sentence);

}  // namespace canary
