// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/time.h"

namespace canary {

/// Checked turns words into checked values, and keeps the first error of many small steps.
class Checked {
 public:
  /// Takes a value over, unless it is an error.
  template <class T>
  void set(T& target, Result<T> value) {
    if (value)
      target = std::move(*value);
    else if (!error_)
      error_ = value.error();
  }
  /// Reads a duration; an error names `flag`.
  void duration(Duration& target, std::string_view flag, const std::string& text) {
    const auto parsed = parse_duration(text);
    if (parsed)
      target = *parsed;
    else if (!error_)
      error_ = in_context(flag, parsed.error()).error();
  }
  /// Keeps the error of what does not hold.
  void require(const Result<void>& held) {
    if (!held && !error_) error_ = held.error();
  }
  /// Keeps `otherwise` as a Usage error of what does not hold.
  void require(bool holds, std::string_view otherwise) {
    if (!holds && !error_) error_ = Error{ErrorKind::Usage, std::string(otherwise)};
  }
  /// The first error, if there was one.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace canary
