// SPDX-License-Identifier: Apache-2.0
#include "manual/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "cli/exit_status.h"

namespace canary {
namespace {

constexpr std::string_view kProgram = "xfrm-canary";

constexpr std::pair<ExitStatus, std::string_view> kExitStatus[]{
    {ExitStatus::Fine, "unaffected or recovered, and no finding that fails"},
    {ExitStatus::Broken, "not recovered, or a finding that fails (a leak)"},
    {ExitStatus::Usage, "a wrong option, configuration or input file"},
    {ExitStatus::Environment, "a privilege or a feature of the kernel is missing"},
    {ExitStatus::Inconclusive, "inconclusive: too little was seen to judge"},
};

/// In roff a backslash and a leading dot or quote are not themselves, and "-" may become a hyphen
/// that nobody can paste.
std::string escaped(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if (c == '\\')
      roff += "\\e";
    else if (c == '-')
      roff += "\\-";
    else if ((c == '.' || c == '\'') && roff.empty())
      roff += fmt::format("\\&{}", c);
    else
      roff += c;
  }
  return roff;
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", escaped(text)); }
std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", escaped(text)); }

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// A sentence for the description: with a capital letter and a mark at its end.
std::string sentence(const std::string& summary) {
  std::string text = capitalised(summary);
  if (!text.ends_with('?') && !text.ends_with('.')) text += '.';
  return text;
}

std::string head(const std::string& name, const std::string& summary, const ManEdition& edition) {
  std::string upper = name;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return fmt::format(
      ".\\\" SPDX-License-Identifier: Apache-2.0\n"
      ".TH {} 1 {} \"{} {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n",
      escaped(upper), edition.date, kProgram, edition.version, escaped(name), escaped(summary));
}

std::string options_section(const std::vector<OptionDescription>& options) {
  std::string section = ".SH OPTIONS\n";
  for (const OptionDescription& option : options) {
    section += ".TP\n";
    for (std::size_t i = 0; i < option.names.size(); ++i) {
      if (i > 0) section += ", ";
      section += option.argument ? italic(option.names[i]) : bold(option.names[i]);
    }
    if (!option.argument && !option.value.empty()) section += " " + italic(option.value);
    section += fmt::format("\n{}", escaped(capitalised(option.meaning)));
    if (!option.usual.empty()) section += fmt::format(" [{}]", escaped(option.usual));
    section += option.required ? " (required)\n" : "\n";
  }
  if (std::ranges::find(options, "DURATION", &OptionDescription::value) != options.end())
    section +=
        fmt::format(".PP\nA {} is a whole number and its unit: 500us, 200ms, 5s, 10m or 1h.\n",
                    italic("DURATION"));
  return section;
}

std::string exit_section() {
  std::string section = ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : kExitStatus)
    section += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(status),
                           escaped(capitalised(std::string(meaning))));
  return section;
}

/// Other pages, separated by commas, as man(7) wants them.
std::string see_also(const std::vector<std::string>& pages) {
  std::string section = ".SH SEE ALSO\n";
  for (std::size_t i = 0; i < pages.size(); ++i)
    section += fmt::format(".BR {} (1){}\n", escaped(pages[i]), i + 1 < pages.size() ? "," : "");
  return section;
}

std::string page_name(const CommandDescription& command) {
  return fmt::format("{}-{}", kProgram, command.name);
}

std::string arguments_of(const CommandDescription& command) {
  std::string synopsis;
  for (const OptionDescription& option : command.options) {
    if (!option.argument) continue;
    const std::string name = italic(option.names.front()) + (option.many ? "..." : "");
    synopsis += option.required ? " " + name : fmt::format(" [{}]", name);
  }
  return synopsis;
}

}  // namespace

std::string man_page_of_program(const ProgramDescription& program, const ManEdition& edition) {
  std::string page = head(program.program.name, program.program.summary, edition);
  page += fmt::format(".SH SYNOPSIS\n{} {} [{}...]\n", bold(kProgram), italic("COMMAND"),
                      italic("OPTION"));
  page += fmt::format(".SH DESCRIPTION\n{}\nEach command answers it in its own way:\n",
                      escaped(program.program.summary));
  std::vector<std::string> pages;
  for (const CommandDescription& command : program.commands) {
    page +=
        fmt::format(".TP\n.B {}\n{}\n", escaped(command.name), escaped(sentence(command.summary)));
    pages.push_back(page_name(command));
  }
  return page + options_section(program.program.options) + exit_section() + see_also(pages);
}

std::string man_page_of_command(const CommandDescription& command, const ManEdition& edition) {
  return head(page_name(command), command.summary, edition) +
         fmt::format(".SH SYNOPSIS\n{} [{}...]{}\n",
                     bold(fmt::format("{} {}", kProgram, command.name)), italic("OPTION"),
                     arguments_of(command)) +
         fmt::format(".SH DESCRIPTION\n{}\n", escaped(sentence(command.summary))) +
         options_section(command.options) + exit_section() + see_also({std::string(kProgram)});
}

}  // namespace canary
