// SPDX-License-Identifier: Apache-2.0
// Sockets whose arrivals a BPF program notes: datagrams over loopback, read late.
#include "probe/arrival_log.h"

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <vector>

#include "bpf/abi.h"
#include "probe/datagram_reader.h"

namespace canary {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kNoted = sizeof(canary_arrival::beginning);

struct Loopback {
  const char* name;
  const char* address;
};

class ArrivalsOn : public ::testing::TestWithParam<Loopback> {
 protected:
  void SetUp() override {
    if (socket_.arrival_clock() == ArrivalClock::Kernel)
      GTEST_SKIP() << "needs CAP_BPF: run as root";
  }

  /// Returns when the datagram waits at the socket: the time by which it arrived.
  Instant send(const Octets& payload) {
    EXPECT_EQ(sender_.send(payload, {address_, socket_.port()}, address_), 0);
    pollfd waiting{socket_.fd(), POLLIN, 0};
    EXPECT_EQ(poll(&waiting, 1, 5000), 1);
    return clock_.now();
  }

  BootClock clock_ = BootClock::measure();
  IpAddress address_ = IpAddress::parse(GetParam().address).value();
  UdpSocket sender_ = UdpSocket::bind({address_, 0}).value();
  UdpSocket socket_ = UdpSocket::bind({address_, 0}).value();
  DatagramReader reader_{clock_};
};
INSTANTIATE_TEST_SUITE_P(Family, ArrivalsOn,
                         ::testing::Values(Loopback{"ipv4", "127.0.0.2"}, Loopback{"ipv6", "::1"}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(ArrivalsOn, AReaderThatWakesLateTellsTheEarlyTime) {
  const Instant before = clock_.now();
  const Instant arrived_by = send(Octets(kNoted, 1));
  const auto got = reader_.read(socket_);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_GE(got[0].received, before);
  EXPECT_LE(got[0].received, arrived_by);
}

TEST_P(ArrivalsOn, WhatIsTooShortForAProbeIsToldAtTheTimeItIsRead) {
  const Instant arrived_by = send(Octets(kNoted - 1, 1));
  const auto got = reader_.read(socket_);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_GT(got[0].received, arrived_by);
}

TEST_P(ArrivalsOn, EachOfManyThatWaitHasItsOwnTime) {
  std::vector<Instant> arrived_by;
  arrived_by.reserve(5);
  for (std::uint8_t i = 0; i < 5; ++i) arrived_by.push_back(send(Octets(kNoted, i)));
  const auto got = reader_.read(socket_);
  ASSERT_EQ(got.size(), 5u);
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_LE(got[i].received, arrived_by[i]);
  for (std::size_t i = 1; i < got.size(); ++i) EXPECT_GT(got[i].received, arrived_by[i - 1]);
}

TEST_P(ArrivalsOn, ADatagramThatComesTwiceHasTwoTimes) {
  const Instant first_arrived_by = send(Octets(kNoted, 1));
  send(Octets(kNoted, 1));
  const auto got = reader_.read(socket_);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_LE(got[0].received, first_arrived_by);
  EXPECT_GT(got[1].received, first_arrived_by);
}

TEST_P(ArrivalsOn, WhatTooManyFollowedIsToldAtTheTimeItIsRead) {
  const Instant arrived_by = send(Octets(kNoted, 1));
  for (int i = 0; i < CANARY_ARRIVALS; ++i) send(Octets(kNoted, 2));
  const auto got = reader_.read(socket_);
  ASSERT_FALSE(got.empty());
  EXPECT_GT(got[0].received, arrived_by);
}

/// Of this thread only.
void give_up_all_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  ASSERT_EQ(syscall(SYS_capset, &header, none), 0);
}

TEST(ArrivalLog, WithoutCapabilitiesTheKernelsClockTells) {
  std::thread([] {
    give_up_all_capabilities();
    const auto socket = UdpSocket::bind({IpAddress::parse("127.0.0.2").value(), 0});
    ASSERT_TRUE(socket.has_value());
    EXPECT_EQ(socket->arrival_clock(), ArrivalClock::Kernel);
  }).join();
}

}  // namespace
}  // namespace canary
