// SPDX-License-Identifier: Apache-2.0
// A session as JSON Lines (schema xfrm-canary/recording/1): the first line is the SessionHeader,
// each further line one observation. What peers told follows in sections, each with a header line
// of its own. Judging what is read back equals judging what was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "timeline/json_line.h"
#include "timeline/line_reader.h"
#include "timeline/timeline.h"

namespace canary {

/// Writes a recording while the session runs. Lines are gathered; whoever owns the writer calls
/// flush() at least once a second, so that a crash costs no more than that. When the disk fails,
/// the call that notices returns the error, once; from then on nothing is written and the calls
/// succeed, because the session is worth more than its recording.
class RecordingWriter {
 public:
  /// Creates or overwrites `path` and writes the header. An error names the path and the way out.
  [[nodiscard]] static Result<RecordingWriter> open(std::string path, SessionHeader header);

  [[nodiscard]] Result<void> append(const Observation& seen);
  /// What a peer told, behind all that this node saw: append() nothing of its own afterwards.
  [[nodiscard]] Result<void> append_section(const NodeTimeline& told);
  [[nodiscard]] Result<void> flush();
  /// Flushes and closes. To be called at the end, or errors of the last second stay unseen.
  [[nodiscard]] Result<void> finish();

 private:
  RecordingWriter(std::string path, SessionHeader header, UniqueFd file)
      : path_(std::move(path)), header_(std::move(header)), file_(std::move(file)) {}
  [[nodiscard]] std::unexpected<Error> give_up(int errno_value);

  std::string path_;
  SessionHeader header_;
  UniqueFd file_;  ///< invalid once it failed or is finished
  std::string pending_;
};

struct ReadRecording {
  NodeTimeline timeline;
  std::vector<NodeTimeline> told;  ///< by its peers, each another node
  /// One sentence where the recording ends before its session did: the last line is cut, or there
  /// is no session_ended. All that stands before is in `timeline`.
  std::optional<std::string> cut_off;
};

/// Reads a recording line by line, wherever they come from. Errors are one sentence that starts
/// with
/// "<source>:<line>: "; after one, nothing more may be asked.
class RecordingParser {
 public:
  explicit RecordingParser(std::string source) : source_(std::move(source)) {}

  /// One line without its newline, which only the last one may lack.
  [[nodiscard]] Result<void> take(std::string_view line, bool terminated = true);
  /// What all lines told.
  [[nodiscard]] Result<ReadRecording> finish();

 private:
  [[nodiscard]] Result<void> take_header(const JsonValue& line);
  [[nodiscard]] bool has(const NodeName& node) const;
  /// Where observations go now.
  [[nodiscard]] NodeTimeline& section();
  [[nodiscard]] std::unexpected<Error> refuse(std::string_view why) const;

  std::string source_;
  std::size_t line_ = 0;  ///< the last one that was taken
  JsonLine json_;
  ReadRecording recording_;
};

/// Reads a whole recording, with its path as source.
[[nodiscard]] Result<ReadRecording> read_recording(const std::string& path);
/// The rest of a file that was opened before.
[[nodiscard]] Result<ReadRecording> read_recording(LineReader& lines);

}  // namespace canary
