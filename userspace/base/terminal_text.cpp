// SPDX-License-Identifier: Apache-2.0
#include "base/terminal_text.h"

#include <fmt/format.h>

#include <cerrno>

#include "base/visible_text.h"

namespace canary {

TerminalText::TerminalText(std::string_view words, Visible /*tag*/) : text_(visible(words)) {}

TerminalText TerminalText::painted(std::string_view code, const TerminalText& text) {
  TerminalText painted;
  painted.text_ = fmt::format("\x1b[{}m{}\x1b[0m", code, text.text_);
  return painted;
}

TerminalText TerminalText::part(std::size_t from, std::size_t bytes) const {
  TerminalText part;
  part.text_ = text_.substr(from, bytes);
  return part;
}

TerminalText& TerminalText::operator+=(const TerminalText& more) {
  text_ += more.text_;
  return *this;
}

Result<void> print(std::FILE* file, const TerminalText& text) {
  const std::string& bytes = text.text();
  const bool printed =
      std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0;
  if (printed) return {};
  const int errno_value = errno;
  std::clearerr(file);
  return system_error(fmt::format("write to {}", file == stdout ? "stdout" : "stderr"),
                      errno_value);
}

void say(std::string_view sentence) {
  TerminalText line("xfrm-canary: ");
  line += sentence;
  line.end_line();
  static_cast<void>(print(stderr, line));
}

}  // namespace canary
