// SPDX-License-Identifier: Apache-2.0
#include "cli/text_output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/write_file.h"

namespace canary {

TextStyle TextOutput::style() const {
  TextStyle style;
  if (isatty(fileno(file_)) == 0) return style;
  style.color = true;
  winsize size{};
  constexpr int kNarrowest = 60;
  constexpr int kWidest = 120;
  if (ioctl(fileno(file_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::clamp<int>(size.ws_col, kNarrowest, kWidest);
  return style;
}

Result<void> TextOutput::write(const TerminalText& text) const {
  auto printed = print(file_, text);
  if (file_ == stderr) return {};
  return printed;
}

Result<void> write_reports(const TextOutput& people, const TerminalText& text,
                           std::initializer_list<FileReport> files) {
  Result<void> all = people.write(text);
  for (const FileReport& file : files) {
    if (file.path.empty()) continue;
    if (auto written = write_file(file.path, file.make()); !written && all) all = written;
  }
  return all;
}

}  // namespace canary
