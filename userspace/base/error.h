// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace canary {

/// The kind of a failure decides the exit code (cli/exit_status.h).
enum class ErrorKind {
  Usage,        ///< a flag, a configuration value or an input file that makes no sense
  Environment,  ///< this machine, kernel or permission does not let us
};

/// One sentence that names the thing that failed and, where there is one, the way out.
struct Error {
  ErrorKind kind = ErrorKind::Environment;
  std::string message;
  bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] std::unexpected<Error> usage_error(std::string message);
[[nodiscard]] std::unexpected<Error> environment_error(std::string message);

/// "<doing>: <strerror(errno_value)>", kind Environment.
[[nodiscard]] std::unexpected<Error> system_error(std::string_view doing, int errno_value);

/// Puts what the caller was doing in front: "<doing>: <message>".
[[nodiscard]] std::unexpected<Error> in_context(std::string_view doing, const Error& error);

}  // namespace canary
