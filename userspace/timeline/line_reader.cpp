// SPDX-License-Identifier: Apache-2.0
#include "timeline/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace canary {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;  // bytes

std::unexpected<Error> cannot_read(const std::string& path, int errno_value) {
  const bool wrong_path = errno_value == ENOENT || errno_value == ENOTDIR || errno_value == EISDIR;
  return std::unexpected(Error{wrong_path ? ErrorKind::Usage : ErrorKind::Environment,
                               fmt::format("cannot read the recording {}: {}", path,
                                           std::generic_category().message(errno_value))});
}

}  // namespace

Result<LineReader> LineReader::open(std::string path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return cannot_read(path, errno);
  return LineReader(std::move(path), std::move(file));
}

Result<std::optional<LineReader::Line>> LineReader::next() {
  std::size_t searched = start_;
  while (true) {
    const std::size_t newline = buffer_.find('\n', searched);
    if (newline != std::string::npos) {
      const std::string_view text(buffer_.data() + start_, newline - start_);
      start_ = newline + 1;
      return Line{text, true, ++number_};
    }
    if (at_end_) break;
    searched = buffer_.size() - start_;  // fill() moves what is left to the front
    if (searched > kLongestLine)
      return usage_error(fmt::format("{}:{}: is longer than {} MiB: this is no recording", path_,
                                     number_ + 1, kLongestLine >> 20));
    if (const auto filled = fill(); !filled) return std::unexpected(filled.error());
  }
  if (start_ == buffer_.size()) return std::nullopt;
  const std::string_view text(buffer_.data() + start_, buffer_.size() - start_);
  start_ = buffer_.size();
  return Line{text, false, ++number_};
}

Result<void> LineReader::fill() {
  buffer_.erase(0, start_);
  start_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kChunk);
  ssize_t count = 0;
  do count = ::read(file_.get(), buffer_.data() + kept, kChunk);
  while (count < 0 && errno == EINTR);
  if (count < 0) return cannot_read(path_, errno);
  buffer_.resize(kept + static_cast<std::size_t>(count));
  at_end_ = count == 0;
  return {};
}

}  // namespace canary
