// SPDX-License-Identifier: Apache-2.0
#include "model/path.h"

#include <fmt/format.h>

namespace canary {

std::string_view to_text(PathKind kind) {
  return kind == PathKind::Encrypted ? "encrypted" : "control";
}

std::string to_text(const Path& path) {
  return fmt::format("{} -> {} {} {}", path.local, path.remote, to_text(path.family),
                     to_text(path.kind));
}

std::string_view to_text(ProbeLeg leg) { return leg == ProbeLeg::Request ? "request" : "reply"; }

}  // namespace canary
