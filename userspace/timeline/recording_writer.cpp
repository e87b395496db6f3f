// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "timeline/header_codec.h"
#include "timeline/observation_codec.h"
#include "timeline/recording.h"

namespace canary {
namespace {

constexpr std::size_t kFlushAbove = std::size_t{64} * 1024;  // bytes

}  // namespace

Result<RecordingWriter> RecordingWriter::open(std::string path, SessionHeader header) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.valid()) {
    const bool wrong_path = errno == ENOENT || errno == ENOTDIR || errno == EISDIR;
    return std::unexpected(Error{
        wrong_path ? ErrorKind::Usage : ErrorKind::Environment,
        fmt::format("cannot record to {}: {}: give --record a file in a directory that exists and "
                    "is writable",
                    path, std::generic_category().message(errno))});
  }
  RecordingWriter writer(std::move(path), std::move(header), std::move(file));
  writer.pending_ = to_line(writer.header_);
  if (const auto written = writer.flush(); !written) return std::unexpected(written.error());
  return writer;
}

Result<void> RecordingWriter::append(const Observation& seen) {
  if (!file_.valid()) return {};
  append_line(pending_, seen, header_);
  return pending_.size() > kFlushAbove ? flush() : Result<void>{};
}

Result<void> RecordingWriter::append_section(const NodeTimeline& told) {
  if (!file_.valid()) return {};
  header_ = told.header;
  pending_ += to_line(header_);
  for (const Observation& seen : told.observations)
    if (const auto appended = append(seen); !appended) return appended;
  return {};
}

Result<void> RecordingWriter::flush() {
  std::size_t written = 0;
  while (file_.valid() && written < pending_.size()) {
    const ssize_t count =
        ::write(file_.get(), pending_.data() + written, pending_.size() - written);
    if (count >= 0)
      written += static_cast<std::size_t>(count);
    else if (errno != EINTR)
      return give_up(errno);
  }
  pending_.clear();
  return {};
}

Result<void> RecordingWriter::finish() {
  if (const auto flushed = flush(); !flushed) return flushed;
  file_.reset();
  return {};
}

std::unexpected<Error> RecordingWriter::give_up(int errno_value) {
  file_.reset();
  pending_.clear();
  return environment_error(
      fmt::format("recording {} stops here: {}: it can be judged up to this point; for a whole one "
                  "make room or give --record a file on another disk, then run again",
                  path_, std::generic_category().message(errno_value)));
}

}  // namespace canary
