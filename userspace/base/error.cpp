// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <fmt/format.h>

#include <system_error>

namespace canary {

std::unexpected<Error> usage_error(std::string message) {
  return std::unexpected(Error{ErrorKind::Usage, std::move(message)});
}

std::unexpected<Error> environment_error(std::string message) {
  return std::unexpected(Error{ErrorKind::Environment, std::move(message)});
}

std::unexpected<Error> system_error(std::string_view doing, int errno_value) {
  return environment_error(
      fmt::format("{}: {}", doing, std::generic_category().message(errno_value)));
}

std::unexpected<Error> in_context(std::string_view doing, const Error& error) {
  return std::unexpected(Error{error.kind, fmt::format("{}: {}", doing, error.message)});
}

}  // namespace canary
