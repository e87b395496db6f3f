// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace canary {

/// Adds an option that takes a port from 1 to 65535.
void add_port_flag(CLI::App& app, const std::string& name, std::uint16_t& port,
                   const std::string& meaning);

}  // namespace canary
