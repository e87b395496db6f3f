// SPDX-License-Identifier: Apache-2.0
#include "manual/command_description.h"

#include <CLI/CLI.hpp>

namespace canary {
namespace {

OptionDescription describe(const CLI::Option& option) {
  OptionDescription description;
  description.argument = !option.nonpositional();
  for (const std::string& name : option.get_snames()) description.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) description.names.push_back("--" + name);
  description.value = option.get_expected_min() == 0 ? "" : option.get_type_name();
  if (description.argument) description.names.push_back(option.get_name());
  description.meaning = option.get_description();
  description.usual = option.get_default_str();
  description.required = option.get_required();
  description.many = option.get_expected_max() > 1;
  return description;
}

CommandDescription describe_command(const CLI::App& app) {
  CommandDescription description{app.get_name(), app.get_description(), {}};
  for (const CLI::Option* option : app.get_options())
    description.options.push_back(describe(*option));
  return description;
}

}  // namespace

ProgramDescription describe(const CLI::App& app) {
  ProgramDescription description{describe_command(app), {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    description.commands.push_back(describe_command(*command));
  return description;
}

}  // namespace canary
