// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "report/text_report.h"

namespace canary {

/// Where text for people goes: stdout, or stderr where a report goes there (`report_file` is "-").
class TextOutput {
 public:
  explicit TextOutput(const std::string& report_file)
      : file_(report_file == "-" ? stderr : stdout) {}

  /// Colour and width of the terminal that it is, if it is one.
  [[nodiscard]] TextStyle style() const;
  void write(const std::string& text) const;

 private:
  std::FILE* file_;
};

}  // namespace canary
