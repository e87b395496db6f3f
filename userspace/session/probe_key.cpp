// SPDX-License-Identifier: Apache-2.0
#include "session/probe_key.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace canary {

Result<std::optional<StampKey>> read_probe_key(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return usage_error(fmt::format("--key-file {}: it cannot be read", path));
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return usage_error(fmt::format("--key-file {}: it is empty", path));
  return StampKey{{text.begin(), text.end()}};
}

}  // namespace canary
