// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "timeline/recording.h"
#include "timeline/timeline.h"

namespace canary {

/// The timeline of a running session: gathers what the sources push, under the node's name, and
/// passes it on to the recording, if there is one. Neither copied nor moved, for the sources hold
/// on to it through sink().
class LiveTimeline {
 public:
  using OnRecordingError = std::function<void(const Error&)>;

  /// `on_recording_error` is called at most once, when the recording had to stop.
  LiveTimeline(SessionHeader header, std::optional<RecordingWriter> recording,
               OnRecordingError on_recording_error);
  LiveTimeline(const LiveTimeline&) = delete;
  LiveTimeline& operator=(const LiveTimeline&) = delete;

  void observe(Instant at, Observed what);
  /// The function observe(), as a source wants it. It must not outlive this object.
  [[nodiscard]] Observe sink();

  /// Writes what was gathered; to be called at least once a second.
  void flush();
  /// What a peer told of this node's lost probes; behind the last of its own observations.
  void add_told(NodeTimeline told);
  /// Completes the recording; what is observed later is no longer recorded.
  void finish();

  /// This node first, then those that told something.
  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] const SessionHeader& header() const { return timeline_.nodes.front().header; }

 private:
  void report(const Result<void>& written);

  Timeline timeline_;
  std::optional<RecordingWriter> recording_;
  OnRecordingError on_recording_error_;
};

}  // namespace canary
