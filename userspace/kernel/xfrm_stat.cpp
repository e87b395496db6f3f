// SPDX-License-Identifier: Apache-2.0
#include "kernel/xfrm_stat.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>

namespace canary {

Result<XfrmStat> parse_xfrm_stat(std::string_view text) {
  XfrmStat rows;
  std::istringstream lines{std::string(text)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t value = 0;
    if (!(words >> name >> value))
      return environment_error(fmt::format("xfrm_stat: '{}' is not a name and a number", line));
    rows.emplace_back(std::move(name), value);
  }
  if (rows.empty()) return environment_error("xfrm_stat is empty");
  return rows;
}

Result<XfrmStat> read_xfrm_stat() {
  std::ifstream file("/proc/thread-self/net/xfrm_stat");
  if (!file) {
    return environment_error(
        "this kernel has no /proc/net/xfrm_stat: it needs CONFIG_XFRM_STATISTICS");
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_xfrm_stat(text);
}

}  // namespace canary
