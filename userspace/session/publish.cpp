// SPDX-License-Identifier: Apache-2.0
#include "session/publish.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "report/json_report.h"
#include "report/text_report.h"
#include "session/write_file.h"

namespace canary {
namespace {

TextStyle style_for(std::FILE* output) {
  TextStyle style;
  if (isatty(fileno(output)) == 0) return style;
  style.color = true;
  winsize size{};
  constexpr int kNarrowest = 60;
  constexpr int kWidest = 120;
  if (ioctl(fileno(output), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::clamp<int>(size.ws_col, kNarrowest, kWidest);
  return style;
}

}  // namespace

Result<ExitStatus> publish(const Judgement& judgement, const std::string& json_file) {
  std::FILE* people = json_file == "-" ? stderr : stdout;
  const std::string text = to_text_report(judgement, style_for(people));
  std::fwrite(text.data(), 1, text.size(), people);
  std::fflush(people);
  if (!json_file.empty())
    if (auto written = write_file(json_file, to_json_report(judgement)); !written)
      return std::unexpected(written.error());
  return exit_status_of(judgement);
}

}  // namespace canary
