// SPDX-License-Identifier: Apache-2.0
#include "commands/node_flag.h"

#include <CLI/CLI.hpp>

#include "base/visible_text.h"

namespace canary {

void add_node_flag(CLI::App& app, NodeName& node, const std::string& meaning) {
  app.add_option("--node", node, meaning)->type_name("NAME")->check([](const std::string& name) {
    const auto checked = check_name(name);
    return checked ? std::string() : checked.error().message;
  });
}

}  // namespace canary
