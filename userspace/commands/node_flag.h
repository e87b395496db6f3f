// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/path.h"

namespace CLI {
class App;
}

namespace canary {

/// Adds --node, which takes a name that check_name() lets pass.
void add_node_flag(CLI::App& app, NodeName& node, const std::string& meaning);

}  // namespace canary
