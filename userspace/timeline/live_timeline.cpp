// SPDX-License-Identifier: Apache-2.0
#include "timeline/live_timeline.h"

#include <utility>

namespace canary {

LiveTimeline::LiveTimeline(SessionHeader header, std::optional<RecordingWriter> recording,
                           OnRecordingError on_recording_error)
    : recording_(std::move(recording)), on_recording_error_(std::move(on_recording_error)) {
  timeline_.nodes.push_back({std::move(header), {}});
}

void LiveTimeline::observe(Instant at, Observed what) {
  auto& node = timeline_.nodes.front();
  node.observations.push_back({at, node.header.node, std::move(what)});
  if (recording_) report(recording_->append(node.observations.back()));
}

Observe LiveTimeline::sink() {
  return [this](Instant at, Observed what) { observe(at, std::move(what)); };
}

void LiveTimeline::add_told(NodeTimeline told) {
  timeline_.nodes.push_back(std::move(told));
  if (recording_) report(recording_->append_section(timeline_.nodes.back()));
}

void LiveTimeline::flush() {
  if (recording_) report(recording_->flush());
}

void LiveTimeline::finish() {
  if (recording_) report(recording_->finish());
}

void LiveTimeline::report(const Result<void>& written) {
  if (!written) on_recording_error_(written.error());
}

}  // namespace canary
