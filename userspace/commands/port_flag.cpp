// SPDX-License-Identifier: Apache-2.0
#include "commands/port_flag.h"

#include <CLI/CLI.hpp>

namespace canary {

void add_port_flag(CLI::App& app, const std::string& name, std::uint16_t& port,
                   const std::string& meaning) {
  // Without a description of its own, which help would append to the name of the value.
  app.add_option(name, port, meaning)
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535).description(""));
}

}  // namespace canary
