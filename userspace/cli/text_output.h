// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

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
  /// Prints, at once.
  void write(const std::string& text) const;

 private:
  std::FILE* file_;
};

}  // namespace canary
