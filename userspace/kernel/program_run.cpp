// SPDX-License-Identifier: Apache-2.0
#include "kernel/program_run.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>

namespace canary {

ProgramRun run_program(const bpf_program* program, std::optional<std::size_t> cpu,
                       std::span<const std::uint64_t> arguments) {
  bpf_test_run_opts options{};
  options.sz = sizeof(options);
  if (cpu) {
    options.flags = BPF_F_TEST_RUN_ON_CPU;
    options.cpu = static_cast<__u32>(*cpu);
  }
  options.ctx_in = arguments.empty() ? nullptr : arguments.data();
  options.ctx_size_in = static_cast<__u32>(arguments.size_bytes());
  if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) != 0) return {errno, 0};
  return {0, options.retval};
}

}  // namespace canary
