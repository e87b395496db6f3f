// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/terminal_text.h"
#include "model/verdict.h"
#include "report/text_report.h"

namespace canary {

/// Lines of text under headings, wrapped at the page's width, coloured only where it was asked for.
/// What others said (an agent, a recording) reaches the terminal as TerminalText alone.
class Page {
 public:
  explicit Page(TextStyle style) : style_(style) {}

  /// Writes an empty line and the heading.
  void heading(const TerminalText& text);
  /// Writes a paragraph. Its first line starts with `first` ("  364  "), the others stand below its
  /// text, or at 4 columns where that is far to the right. Never broken beside an arrow.
  void paragraph(const TerminalText& first, const TerminalText& text);
  /// Writes a line that is not wrapped: pictures, tables, commands that a reader copies.
  void verbatim(const TerminalText& line);

  /// Gives words the colour of their verdict or severity.
  [[nodiscard]] TerminalText tinted(Verdict verdict, const TerminalText& words) const;
  [[nodiscard]] TerminalText tinted(Severity severity, const TerminalText& words) const;

  [[nodiscard]] int width() const { return style_.width; }
  [[nodiscard]] const TerminalText& text() const { return text_; }

 private:
  [[nodiscard]] TerminalText painted(std::string_view code, const TerminalText& words) const;

  TextStyle style_;
  TerminalText text_;
};

/// "1 packet", "2 packets".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

/// Writes times as people follow them, since the session started: "+5.30 s".
[[nodiscard]] std::string since(Instant started, Instant at);
/// "+5.30 s to +48.10 s", or one time where both read the same.
[[nodiscard]] std::string since(Instant started, Instant from, Instant to);

}  // namespace canary
