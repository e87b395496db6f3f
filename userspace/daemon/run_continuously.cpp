// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_continuously.h"

#include <fmt/format.h>

#include <utility>

#include "base/memory.h"
#include "base/secret_file.h"
#include "base/terminal_text.h"
#include "daemon/run_plan.h"
#include "daemon/run_session.h"
#include "session/live_stages.h"

namespace canary {
namespace {

Result<std::string> read_token(const RunOptions& options) {
  if (options.token_file.empty()) return std::string();
  return read_secret("--token-file", options.token_file);
}

Result<ExitStatus> run_until_stopped(const RunOptions& options, SessionInputs inputs,
                                     std::string token) {
  auto prepared = prepare(options.session, std::move(inputs));
  if (!prepared) return std::unexpected(prepared.error());
  if (auto planned = plan_to_run_on(options, prepared->plan); !planned)
    return std::unexpected(planned.error());
  const auto loop = EventLoop::make();
  if (!loop) return std::unexpected(loop.error());
  LiveStages starter(options.session, *prepared, **loop, {.reloads = true});
  const auto session =
      RunSession::start({options, **loop, prepared->clock, prepared->plan.header, CANARY_VERSION,
                         prepared->inputs.secrets, std::move(token), say},
                        starter);
  if (!session) return std::unexpected(session.error());
  if (auto ran = (*loop)->run(); !ran) return std::unexpected(ran.error());
  return ExitStatus::Fine;
}

}  // namespace

Result<ExitStatus> run_continuously(const RunOptions& options) {
  auto inputs = read_session_inputs(options.session);
  if (!inputs) return std::unexpected(inputs.error());
  auto token = read_token(options);
  if (!token) return std::unexpected(token.error());
  if (options.check_only) return ExitStatus::Fine;
  keep_no_memory_in_reserve();
  return run_until_stopped(options, *std::move(inputs), *std::move(token));
}

}  // namespace canary
