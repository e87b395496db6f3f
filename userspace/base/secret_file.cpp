// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace canary {

Result<std::string> read_secret(std::string_view flag, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return usage_error(fmt::format("{} {}: it cannot be read", flag, path));
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return usage_error(fmt::format("{} {}: it is empty", flag, path));
  return text;
}

}  // namespace canary
