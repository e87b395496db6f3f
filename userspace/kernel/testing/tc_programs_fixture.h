// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "kernel/bpf_programs.h"
#include "kernel/packet_counters.h"
#include "testing/packet_builder.h"

namespace canary::testing {

/// The tc programs, loaded into this kernel and run on packets of our own.
class TcPrograms : public ::testing::Test {
 protected:
  void SetUp() override { load({}); }
  void TearDown() override { ring_buffer__free(ring_); }

  void load(const std::string& overlay) {
    libbpf_set_print(nullptr);
    KernelFeatures only_tc;
    only_tc.tc = true;
    ObserverOptions options;
    options.overlay = overlay;
    options.probe_lengths = {72, 92};
    options.protected_local = {IpPrefix::parse("10.0.0.0/24").value()};
    options.protected_remote = {IpPrefix::parse("10.0.1.0/24").value(),
                                IpPrefix::parse("fd00:b::/64").value()};
    auto loaded = BpfPrograms::load(options, plan_attachment(only_tc, {}), 0);
    if (!loaded && errno == EPERM) GTEST_SKIP() << "needs CAP_BPF and CAP_NET_ADMIN: run as root";
    ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
    programs_ = std::make_unique<BpfPrograms>(std::move(*loaded));
    ring_ = ring_buffer__new(programs_->events_map(), &TcPrograms::keep, &events_, nullptr);
    ASSERT_NE(ring_, nullptr);
  }

  /// Runs one packet through a hook and requires that neither it nor its verdict is touched.
  void run(Hook hook, const Layer& packet) {
    run(programs_->tc_program(hook, TcShape::Ethernet), packet);
  }
  void run(int program, const Layer& packet) {
    Bytes out(packet.bytes().size() + 64);
    bpf_test_run_opts options{};
    options.sz = sizeof(options);
    options.data_in = packet.bytes().data();
    options.data_size_in = static_cast<__u32>(packet.bytes().size());
    options.data_out = out.data();
    options.data_size_out = static_cast<__u32>(out.size());
    ASSERT_EQ(bpf_prog_test_run_opts(program, &options), 0)
        << std::generic_category().message(errno);
    constexpr auto kGoOn = static_cast<__u32>(-1);  // TC_ACT_UNSPEC, TCX_NEXT
    EXPECT_EQ(options.retval, kGoOn);
    out.resize(options.data_size_out);
    EXPECT_EQ(out, packet.bytes());
    ring_buffer__consume(ring_);
  }

  /// The same packet so often, without reading the events.
  void flood(Hook hook, const Layer& packet, int times) {
    bpf_test_run_opts options{};
    options.sz = sizeof(options);
    options.data_in = packet.bytes().data();
    options.data_size_in = static_cast<__u32>(packet.bytes().size());
    options.repeat = times;
    ASSERT_EQ(bpf_prog_test_run_opts(programs_->tc_program(hook, TcShape::Ethernet), &options), 0);
  }
  /// Whether who waits for events was woken up within `milliseconds`.
  [[nodiscard]] bool woken(int milliseconds) {
    epoll_event event{};
    return epoll_wait(ring_buffer__epoll_fd(ring_), &event, 1, milliseconds) == 1;
  }

  std::vector<PacketsCounted> counted() { return counters_.changed(programs_->counters()); }

  std::unique_ptr<BpfPrograms> programs_;
  PacketCounters counters_;
  std::vector<canary_event> events_;

 private:
  static int keep(void* events, void* data, std::size_t) {
    static_cast<std::vector<canary_event>*>(events)->push_back(
        *static_cast<const canary_event*>(data));
    return 0;
  }
  ring_buffer* ring_ = nullptr;
};

}  // namespace canary::testing
