// SPDX-License-Identifier: Apache-2.0
// Programs of several owners on one device of a network namespace of its own.
#include "kernel/tc_attachment.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <net/if.h>

#include <array>
#include <optional>
#include <utility>

#include "base/scoped_netns.h"
#include "kernel/tc_constants.h"
#include "testing/fresh_netns.h"

namespace canary {
namespace {

constexpr auto kDevice = "lo";

class TcAttachments : public ::testing::TestWithParam<HookMode> {
 protected:
  void SetUp() override {
    libbpf_set_print(nullptr);
    netns_ = FreshNetns::make();
    if (!netns_) GTEST_SKIP() << "needs CAP_SYS_ADMIN: run as root";
    auto entered = ScopedNetns::enter(netns_->path());
    ASSERT_TRUE(entered.has_value()) << entered.error().message;
    entered_.emplace(std::move(*entered));
    if (GetParam() == HookMode::Tcx && !has_tcx()) GTEST_SKIP() << "needs tcx: Linux 6.6";
  }

  /// A program that ends the chain.
  static UniqueFd load() {
    const std::array<bpf_insn, 2> pass_all{
        bpf_insn{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
        bpf_insn{BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
    UniqueFd program(bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "pass_all", "GPL", pass_all.data(),
                                   pass_all.size(), nullptr));
    EXPECT_TRUE(program.valid());
    return program;
  }

  static bool has_tcx() {
    struct bpf_prog_query_opts query {};
    query.sz = sizeof(query);
    return bpf_prog_query_opts(static_cast<int>(if_nametoindex(kDevice)), tcx_of(Hook::TcEgress),
                               &query) == 0;
  }

  static Result<TcAttachment> attach(const UniqueFd& program, CanaryPlace& place) {
    return TcAttachment::attach(kDevice, Hook::TcEgress, GetParam(), program.get(), place,
                                TcAttachment::MissingQdisc::Add);
  }

  /// As anybody else would.
  void put_stranger_in_front() {
    stranger_ = load();
    if (GetParam() == HookMode::Tcx) {
      bpf_link_create_opts options{};
      options.sz = sizeof(options);
      options.flags = 1u << 3;  // BPF_F_BEFORE
      stranger_link_ =
          UniqueFd(bpf_link_create(stranger_.get(), static_cast<int>(if_nametoindex(kDevice)),
                                   tcx_of(Hook::TcEgress), &options));
      ASSERT_TRUE(stranger_link_.valid());
      return;
    }
    bpf_tc_hook hook{};
    hook.sz = sizeof(hook);
    hook.ifindex = static_cast<int>(if_nametoindex(kDevice));
    hook.attach_point = BPF_TC_EGRESS;
    bpf_tc_opts filter{};
    filter.sz = sizeof(filter);
    filter.prog_fd = stranger_.get();
    filter.priority = kFirstPriority;
    ASSERT_EQ(bpf_tc_attach(&hook, &filter), 0);
  }

  std::optional<FreshNetns> netns_;
  std::optional<ScopedNetns> entered_;
  UniqueFd stranger_, stranger_link_;
};

TEST_P(TcAttachments, OneThatIsAloneSeesAll) {
  auto place = CanaryPlace::take();
  ASSERT_TRUE(place);
  const UniqueFd program = load();
  const auto attached = attach(program, *place);
  ASSERT_TRUE(attached) << attached.error().message;
  EXPECT_FALSE(attached->trouble());
}

TEST_P(TcAttachments, AnotherCanaryInFrontIsNoTrouble) {
  auto daemon_place = CanaryPlace::take();
  auto verify_place = CanaryPlace::take();
  ASSERT_TRUE(daemon_place && verify_place);
  const UniqueFd daemon_program = load();
  const UniqueFd verify_program = load();
  const auto daemon = attach(daemon_program, *daemon_place);
  const auto verify = attach(verify_program, *verify_place);
  ASSERT_TRUE(daemon && verify);
  EXPECT_FALSE(daemon->trouble());
  EXPECT_FALSE(verify->trouble());
}

TEST_P(TcAttachments, AStrangerInFrontIsTrouble) {
  auto place = CanaryPlace::take();
  ASSERT_TRUE(place);
  const UniqueFd program = load();
  const auto attached = attach(program, *place);
  ASSERT_TRUE(attached);
  put_stranger_in_front();
  const auto trouble = attached->trouble();
  ASSERT_TRUE(trouble);
  EXPECT_FALSE(trouble->is_gone);
  EXPECT_TRUE(trouble->words.ends_with(" runs before it")) << trouble->words;
}

TEST_P(TcAttachments, WhatIsAttachedAgainIsInFront) {
  auto place = CanaryPlace::take();
  ASSERT_TRUE(place);
  const UniqueFd program = load();
  auto first = attach(program, *place);
  ASSERT_TRUE(first);
  put_stranger_in_front();
  { const auto behind = std::move(first); }
  const auto again = attach(program, *place);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->trouble());
}

INSTANTIATE_TEST_SUITE_P(Modes, TcAttachments, ::testing::Values(HookMode::Clsact, HookMode::Tcx),
                         [](const auto& mode) { return std::string(to_text(mode.param)); });

}  // namespace
}  // namespace canary
