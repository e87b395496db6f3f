// SPDX-License-Identifier: Apache-2.0
#include "session/probe_key.h"

#include "base/secret_file.h"

namespace canary {

Result<std::optional<StampKey>> read_probe_key(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const auto text = read_secret("--key-file", path);
  if (!text) return std::unexpected(text.error());
  return StampKey{{text->begin(), text->end()}};
}

}  // namespace canary
