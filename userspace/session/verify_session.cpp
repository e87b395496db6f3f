// SPDX-License-Identifier: Apache-2.0
#include "session/verify_session.h"

#include <optional>
#include <utility>

#include "analysis/judge.h"
#include "session/live_stages.h"
#include "session/publish.h"
#include "session/verification.h"

namespace canary {
namespace {

Result<std::optional<RecordingWriter>> open_recording(const VerifyOptions& options,
                                                      const SessionHeader& header) {
  if (options.record_file.empty()) return std::nullopt;
  auto opened = RecordingWriter::open(options.record_file, header);
  if (!opened) return std::unexpected(opened.error());
  return *std::move(opened);
}

Result<Judgement> verify(const VerifyOptions& options) {
  auto inputs = read_session_inputs(options);
  if (!inputs) return std::unexpected(inputs.error());
  auto prepared = prepare(options, *std::move(inputs));
  if (!prepared) return std::unexpected(prepared.error());
  auto recording = open_recording(options, prepared->plan.header);
  if (!recording) return std::unexpected(recording.error());
  const auto loop = EventLoop::make();
  if (!loop) return std::unexpected(loop.error());
  LiveStages starter(options, *prepared, **loop,
                     {.agent_must_be_up = !options.criteria.after_upgrade});
  auto stages = Stages::start(starter);
  if (!stages) return std::unexpected(stages.error());
  Verification verification({options, **loop, prepared->clock, prepared->plan.header,
                             std::move(prepared->inputs.secrets), *std::move(recording)},
                            *std::move(stages));
  if (auto ran = (*loop)->run(); !ran) return std::unexpected(ran.error());
  return judge(verification.timeline());
}

}  // namespace

Result<ExitStatus> run_verify(const VerifyOptions& options) {
  const auto judgement = verify(options);
  if (!judgement) return std::unexpected(judgement.error());
  return publish(*judgement, options.reports);
}

}  // namespace canary
