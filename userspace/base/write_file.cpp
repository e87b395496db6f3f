// SPDX-License-Identifier: Apache-2.0
#include "base/write_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>

namespace canary {

Result<void> write_file(const std::string& path, const std::string& content) {
  const std::string doing = fmt::format("write {}", path == "-" ? "to stdout" : path);
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "we");
  if (file == nullptr) return system_error(doing, errno);
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size() &&
                       std::fflush(file) == 0;
  const int failure = errno;
  if (file != stdout) std::fclose(file);
  if (!written) return system_error(doing, failure);
  return {};
}

}  // namespace canary
