// SPDX-License-Identifier: Apache-2.0
// generate_manual FOLDER DATE: writes the manual pages and the completions of shells into a folder.
#include <fmt/format.h>

#include <filesystem>

#include "base/write_file.h"
#include "commands/command_line.h"
#include "manual/completion.h"
#include "manual/man_page.h"

namespace {

using canary::Result;

Result<void> write_manual(const std::filesystem::path& folder, const std::string& date) {
  const canary::CommandLine command_line;
  const canary::ProgramDescription program = canary::describe(command_line.app());
  const canary::ManEdition edition{CANARY_VERSION, date};
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const std::string& text) {
    return canary::write_file(folder / name, text);
  };
  for (const canary::CommandDescription& command : program.commands)
    if (auto written = write(fmt::format("xfrm-canary-{}.1", command.name),
                             man_page_of_command(command, edition));
        !written)
      return written;
  if (auto written = write("xfrm-canary.1", man_page_of_program(program, edition)); !written)
    return written;
  if (auto written = write("xfrm-canary.bash", bash_completion(program)); !written) return written;
  if (auto written = write("_xfrm-canary", zsh_completion(program)); !written) return written;
  return write("xfrm-canary.fish", fish_completion(program));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: generate_manual FOLDER DATE\n");
    return 2;
  }
  const auto written = write_manual(argv[1], argv[2]);
  if (written) return 0;
  fmt::print(stderr, "generate_manual: {}\n", written.error().message);
  return 1;
}
