// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <variant>

#include "cli/exit_status.h"
#include "cli/options.h"
#include "daemon/run_continuously.h"
#include "session/cluster_verify.h"
#include "session/doctor.h"
#include "session/explain_command.h"
#include "session/inspect_command.h"
#include "session/judge_command.h"
#include "session/preflight_command.h"
#include "session/reflect_session.h"
#include "session/verify_session.h"

namespace {

using canary::ExitStatus;
using canary::Result;

struct Run {
  Result<ExitStatus> operator()(const canary::VerifyOptions& options) const {
    return canary::run_verify(options);
  }
  Result<ExitStatus> operator()(const canary::ClusterOptions& options) const {
    return canary::run_cluster_verify(options);
  }
  Result<ExitStatus> operator()(const canary::RunOptions& options) const {
    return canary::run_continuously(options);
  }
  Result<ExitStatus> operator()(const canary::ReflectOptions& options) const {
    return canary::run_reflect(options);
  }
  Result<ExitStatus> operator()(const canary::JudgeOptions& options) const {
    return canary::run_judge(options);
  }
  Result<ExitStatus> operator()(const canary::DoctorOptions& options) const {
    return canary::run_doctor(options);
  }
  Result<ExitStatus> operator()(const canary::InspectOptions& options) const {
    return canary::run_inspect(options);
  }
  Result<ExitStatus> operator()(const canary::PreflightOptions& options) const {
    return canary::run_preflight(options);
  }
  Result<ExitStatus> operator()(const canary::ExplainOptions& options) const {
    return canary::run_explain(options);
  }
  Result<ExitStatus> operator()(const canary::HelpText& help) const {
    fmt::print("{}", help.text);
    return ExitStatus::Fine;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const auto command = canary::parse_command_line(argc, argv);
  const auto status = command ? std::visit(Run{}, *command) : std::unexpected(command.error());
  if (status) return static_cast<int>(*status);
  fmt::print(stderr, "xfrm-canary: {}\n", status.error().message);
  return static_cast<int>(canary::exit_status_of(status.error()));
}
