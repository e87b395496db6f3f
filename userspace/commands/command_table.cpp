// SPDX-License-Identifier: Apache-2.0
#include "commands/command_table.h"

#include <array>

#include "commands/doctor_command.h"
#include "commands/explain_command.h"
#include "commands/inspect_command.h"
#include "commands/judge_command.h"
#include "commands/preflight_command.h"
#include "commands/reflect_command.h"
#include "commands/run_command.h"
#include "commands/verify_command.h"

namespace canary {
namespace {

template <class C>
std::unique_ptr<Command> make(CLI::App& app) {
  return std::make_unique<C>(app);
}

constexpr std::array kCommands{
    CommandEntry{
        "verify",
        "probe every peer through an upgrade (or after one) and judge whether it recovered",
        make<VerifyCommand>},
    CommandEntry{"run", "probe, answer, watch and judge every upgrade, until it is told to end",
                 make<RunCommand>},
    CommandEntry{"reflect",
                 "answer the probes of others; with --evidence-token, tell them where theirs died",
                 make<ReflectCommand>},
    CommandEntry{"judge", "judge recordings again, also of several nodes at once",
                 make<JudgeCommand>},
    CommandEntry{"doctor", "what this kernel offers, what is chosen, and why", make<DoctorCommand>},
    CommandEntry{"inspect",
                 "what encrypts and decrypts on this node, and which state or policy is wrong",
                 make<InspectCommand>},
    CommandEntry{"preflight",
                 "is an upgrade known to break encrypted traffic, and is this node fit for it?",
                 make<PreflightCommand>},
    CommandEntry{"explain", "what a drop cause means, and what to do about it",
                 make<ExplainCommand>},
};

}  // namespace

std::span<const CommandEntry> command_table() { return kCommands; }

}  // namespace canary
