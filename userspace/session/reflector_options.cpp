// SPDX-License-Identifier: Apache-2.0
#include "session/reflector_options.h"

#include <utility>

namespace canary {

ReflectorOptions reflector_options(const NetnsOptions& netns, const std::vector<IpAddress>& local,
                                   const std::vector<IpAddress>& control_local, std::uint16_t port,
                                   std::optional<StampKey> key) {
  ReflectorOptions options;
  options.listen = {{netns.probe, local}};
  if (!control_local.empty()) options.listen.push_back({netns.node, control_local});
  options.port = port;
  options.key = std::move(key);
  return options;
}

}  // namespace canary
