// SPDX-License-Identifier: Apache-2.0
#include "probe/udp_socket.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>
#include <vector>

#include "probe/datagram_reader.h"
#include "testing/ip.h"

namespace canary {
namespace {

using testing::ip;

using Octets = std::vector<std::uint8_t>;

UdpSocket bound(const char* address, ArrivalClock clock = ArrivalClock::SocketFilter) {
  return UdpSocket::bind({ip(address), 0}, clock).value();
}

std::span<const Datagram> next(DatagramReader& reader, UdpSocket& socket) {
  pollfd waiting{socket.fd(), POLLIN, 0};
  constexpr int kDeadlineMs = 5000;
  return poll(&waiting, 1, kDeadlineMs) == 1 ? reader.read(socket) : std::span<const Datagram>();
}

struct Loopback {
  const char* name;
  const char* sender;
  const char* receiver;
};

class UdpSocketOn : public ::testing::TestWithParam<Loopback> {};
INSTANTIATE_TEST_SUITE_P(Family, UdpSocketOn,
                         ::testing::Values(Loopback{"ipv4", "127.0.0.2", "127.0.0.3"},
                                           Loopback{"ipv6", "::1", "::1"}),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(UdpSocketOn, ADatagramCarriesBothAddressesTtlAndTheKernelsTime) {
  const BootClock clock = BootClock::measure();
  const UdpSocket sender = bound(GetParam().sender);
  UdpSocket receiver = UdpSocket::bind({any_address(ip(GetParam().receiver).family), 0}).value();
  DatagramReader reader(clock);

  const Instant before = clock.now();
  ASSERT_EQ(sender.send(Octets{1, 2, 3}, {ip(GetParam().receiver), receiver.port()},
                        ip(GetParam().sender)),
            0);
  const auto got = next(reader, receiver);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(Octets(got[0].payload.begin(), got[0].payload.end()), (Octets{1, 2, 3}));
  EXPECT_EQ(got[0].from, (Endpoint{ip(GetParam().sender), sender.port()}));
  EXPECT_EQ(got[0].to, ip(GetParam().receiver));
  EXPECT_EQ(got[0].ttl, 255);
  EXPECT_TRUE(got[0].unicast);
  // Two readings of two clocks differ by some microseconds.
  EXPECT_GT(got[0].received, before - std::chrono::milliseconds(1));
  EXPECT_LE(got[0].received, clock.now());
}

TEST_P(UdpSocketOn, ManyThatWaitAreReadAtOnce) {
  const UdpSocket sender = bound(GetParam().sender);
  UdpSocket receiver = bound(GetParam().receiver);
  DatagramReader reader(BootClock::measure());
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(sender.send(Octets{7}, {ip(GetParam().receiver), receiver.port()},
                          any_address(ip(GetParam().sender).family)),
              0);
  EXPECT_EQ(next(reader, receiver).size(), 5u);
  EXPECT_TRUE(reader.read(receiver).empty());
}

TEST_P(UdpSocketOn, TheKernelsClockTellsALateReaderTheEarlyTime) {
  const BootClock clock = BootClock::measure();
  const Instant deadline = clock.now() + std::chrono::seconds(5);
  const UdpSocket sender = bound(GetParam().sender);
  UdpSocket receiver = bound(GetParam().receiver, ArrivalClock::Kernel);
  DatagramReader reader(clock);
  // The kernel begins to take times some moments after it was asked (netstamp_clear(),
  // net/core/dev.c).
  for (bool early = false; !early;) {
    ASSERT_EQ(
        sender.send(Octets{1}, {ip(GetParam().receiver), receiver.port()}, ip(GetParam().sender)),
        0);
    pollfd waiting{receiver.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&waiting, 1, 5000), 1);
    const Instant arrived_by = clock.now();
    const auto got = reader.read(receiver);
    ASSERT_EQ(got.size(), 1u);
    early = got[0].received <= arrived_by;
    ASSERT_TRUE(early || clock.now() < deadline);
  }
}

TEST(UdpSocket, AnUnboundSenderLeavesFromTheSourceThatIsAsked) {
  const UdpSocket sender = bound("0.0.0.0");
  UdpSocket receiver = bound("127.0.0.3");
  DatagramReader reader(BootClock::measure());
  ASSERT_EQ(sender.send(Octets{1}, {ip("127.0.0.3"), receiver.port()}, ip("127.0.0.9")), 0);
  const auto got = next(reader, receiver);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].from.address, ip("127.0.0.9"));
}

TEST(UdpSocket, WhatDoesNotFitTheLinkIsRefusedInsteadOfFragmented) {
  const UdpSocket sender = bound("::1");
  EXPECT_EQ(sender.send(Octets(65500), {ip("::1"), 9}, ip("::1")), EMSGSIZE);
}

TEST(UdpSocket, APortInUseSaysSo) {
  const UdpSocket first = bound("127.0.0.3");
  const auto second = UdpSocket::bind({ip("127.0.0.3"), first.port()});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), EADDRINUSE);
}

TEST(CannotOpen, APortInUseNamesTheAddressAndTheWaysOut) {
  const Error error = cannot_open({ip("10.0.1.10"), 862}, EADDRINUSE).error();
  EXPECT_EQ(error.kind, ErrorKind::Environment);
  EXPECT_EQ(error.message,
            "open UDP socket on 10.0.1.10:862: another program answers there; stop it, choose "
            "another --port on all nodes, or pass --no-reflector");
}

TEST(CannotOpen, AForeignAddressPointsAtTheNamespace) {
  EXPECT_NE(cannot_open({ip("10.0.1.10"), 0}, EADDRNOTAVAIL)
                .error()
                .message.find("no interface of this network namespace"),
            std::string::npos);
}

}  // namespace
}  // namespace canary
