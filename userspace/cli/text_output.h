// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <functional>
#include <initializer_list>
#include <string>

#include "base/error.h"
#include "base/terminal_text.h"
#include "report/text_report.h"

namespace canary {

/// TextOutput is where text for people goes: stdout, or stderr where a report goes to stdout
/// (`report_file` is "-").
class TextOutput {
 public:
  explicit TextOutput(const std::string& report_file)
      : file_(report_file == "-" ? stderr : stdout) {}

  /// Tells colour and width of the terminal that it is, if it is one.
  [[nodiscard]] TextStyle style() const;
  /// Prints, at once. On stderr it is a courtesy beside the report, and dropped where it cannot be
  /// written.
  [[nodiscard]] Result<void> write(const TerminalText& text) const;

 private:
  std::FILE* file_;
};

/// A report that is made where somebody asked for it.
struct FileReport {
  const std::string& path;  ///< "-": stdout; empty: nobody asked
  std::function<std::string()> make;
};

/// Prints `text` for people and writes the other reports. A failure does not keep the others from
/// being written; the first one is returned.
[[nodiscard]] Result<void> write_reports(const TextOutput& people, const TerminalText& text,
                                         std::initializer_list<FileReport> files);

}  // namespace canary
