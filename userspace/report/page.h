// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"
#include "report/text_report.h"

namespace canary {

/// Lines of text under headings, wrapped at the page's width, coloured only where it was asked for.
/// Control characters in what others said (an agent, a recording) never reach the terminal.
class Page {
 public:
  explicit Page(TextStyle style) : style_(style) {}

  /// Writes an empty line and the heading.
  void heading(std::string_view text);
  /// Writes a paragraph. Its first line starts with `first` ("  364  "), the others stand below its
  /// text, or at 4 columns where that is far to the right. Never broken beside an arrow.
  void paragraph(std::string_view first, std::string_view text);
  /// Writes a line that is not wrapped: pictures, tables, commands that a reader copies.
  void verbatim(std::string_view line);

  /// Gives words the colour of their verdict or severity.
  [[nodiscard]] std::string tinted(Verdict verdict, std::string_view words) const;
  [[nodiscard]] std::string tinted(Severity severity, std::string_view words) const;

  [[nodiscard]] int width() const { return style_.width; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] std::string painted(std::string_view code, std::string_view words) const;

  TextStyle style_;
  std::string text_;
};

/// "1 packet", "2 packets".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

/// Writes times as people follow them, since the session started: "+5.30 s".
[[nodiscard]] std::string since(Instant started, Instant at);
/// "+5.30 s to +48.10 s", or one time where both read the same.
[[nodiscard]] std::string since(Instant started, Instant from, Instant to);

}  // namespace canary
