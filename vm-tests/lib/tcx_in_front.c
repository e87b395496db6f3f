// SPDX-License-Identifier: Apache-2.0
/* tcx_in_front DEVICE egress|ingress: a program of tcx that lets every packet pass and ends the
 * chain (TCX_PASS), before all others of the device, until it is killed. The numbers are those of
 * include/uapi/linux/bpf.h of Linux 6.6, which the build host's headers may not know. */
#include <linux/bpf.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TCX_INGRESS = 46, TCX_EGRESS = 47, BEFORE = 1 << 3 };

static int load(void) {
  const struct bpf_insn pass_all[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT},
  };
  union bpf_attr attributes;

  memset(&attributes, 0, sizeof(attributes));
  attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  attributes.insns = (uintptr_t)pass_all;
  attributes.insn_cnt = 2;
  attributes.license = (uintptr_t) "GPL";
  return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes));
}

static int attach(int program, unsigned device, int place) {
  union bpf_attr attributes;

  memset(&attributes, 0, sizeof(attributes));
  attributes.link_create.prog_fd = (uint32_t)program;
  attributes.link_create.target_ifindex = device;
  attributes.link_create.attach_type = (uint32_t)place;
  attributes.link_create.flags = BEFORE;
  return (int)syscall(SYS_bpf, BPF_LINK_CREATE, &attributes, sizeof(attributes));
}

int main(int argc, char** argv) {
  int place, program;

  if (argc != 3) return 2;
  place = strcmp(argv[2], "ingress") == 0 ? TCX_INGRESS : TCX_EGRESS;
  program = load();
  if (program < 0 || attach(program, if_nametoindex(argv[1]), place) < 0) {
    perror("tcx_in_front");
    return 1;
  }
  pause();
  return 0;
}
