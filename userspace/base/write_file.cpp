// SPDX-License-Identifier: Apache-2.0
#include "base/write_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>

namespace canary {

Result<void> write_file(const std::string& path, const std::string& content) {
  const std::string doing = fmt::format("write {}", path == "-" ? "to stdout" : path);
  const auto close = [](std::FILE* opened) {
    if (opened != stdout) static_cast<void>(std::fclose(opened));
  };
  const std::unique_ptr<std::FILE, decltype(close)> file(
      path == "-" ? stdout : std::fopen(path.c_str(), "we"));
  if (!file) return system_error(doing, errno);
  const bool written =
      std::fwrite(content.data(), 1, content.size(), file.get()) == content.size() &&
      std::fflush(file.get()) == 0;
  if (!written) return system_error(doing, errno);
  return {};
}

}  // namespace canary
