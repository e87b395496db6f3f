// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace canary {

/// Reads a file line by line in bounded memory, whatever the file holds.
class LineReader {
 public:
  struct Line {
    std::string_view text;  ///< without the newline; valid until the next call
    bool terminated;        ///< false for a last line that has no newline
    std::size_t number;     ///< from 1
  };

  static constexpr std::size_t kLongestLine = std::size_t{4} * 1024 * 1024;  ///< bytes

  [[nodiscard]] static Result<LineReader> open(std::string path);
  /// The next line; nothing at the end of the file. A line over kLongestLine is an error.
  [[nodiscard]] Result<std::optional<Line>> next();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  LineReader(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}
  [[nodiscard]] Result<void> fill();

  std::string path_;
  UniqueFd file_;
  std::string buffer_;
  std::size_t start_ = 0;  ///< of what was not handed out yet
  std::size_t number_ = 0;
  bool at_end_ = false;
};

}  // namespace canary
