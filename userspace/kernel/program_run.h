// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

struct bpf_program;

namespace canary {

/// What became of a program that was run once.
struct ProgramRun {
  int error = 0;               ///< errno of BPF_PROG_TEST_RUN; 0: it ran
  std::uint32_t returned = 0;  ///< by the program
};

/// Runs a raw tracepoint program once, as if its tracepoint had these arguments; on this CPU, where
/// one is named (ENXIO: it is offline).
[[nodiscard]] ProgramRun run_program(const bpf_program* program,
                                     std::optional<std::size_t> cpu = {},
                                     std::span<const std::uint64_t> arguments = {});

}  // namespace canary
