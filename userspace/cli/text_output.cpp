// SPDX-License-Identifier: Apache-2.0
#include "cli/text_output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

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

void TextOutput::write(const std::string& text) const {
  std::fwrite(text.data(), 1, text.size(), file_);
  std::fflush(file_);
}

}  // namespace canary
