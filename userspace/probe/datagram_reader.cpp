// SPDX-License-Identifier: Apache-2.0
#include "probe/datagram_reader.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cstring>
#include <ctime>

namespace canary {
namespace {

template <class Value>
Value value_of(const cmsghdr& header) {
  Value value{};
  std::memcpy(&value, CMSG_DATA(&header), sizeof(value));
  return value;
}

/// How long ago the kernel's receive timestamp, taken from CLOCK_REALTIME, was. 0 where that clock
/// was stepped in between.
Duration age_of(const timespec& stamp) {
  constexpr Duration kImplausible = std::chrono::minutes(1);
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const Duration age = std::chrono::seconds(now.tv_sec - stamp.tv_sec) +
                       std::chrono::nanoseconds(now.tv_nsec - stamp.tv_nsec);
  return age < Duration::zero() || age > kImplausible ? Duration::zero() : age;
}

void read_ipv4_destination(const in_pktinfo& info, Datagram& datagram) {
  std::memcpy(datagram.to.bytes.data(), &info.ipi_spec_dst, sizeof(info.ipi_spec_dst));
  // For a broadcast or multicast packet the local address is not the one in its header.
  datagram.unicast = info.ipi_spec_dst.s_addr == info.ipi_addr.s_addr;
}

void read_ipv6_destination(const in6_pktinfo& info, Datagram& datagram) {
  datagram.to.family = Family::V6;
  std::memcpy(datagram.to.bytes.data(), &info.ipi6_addr, sizeof(info.ipi6_addr));
  datagram.unicast = !IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
}

/// Reads all but the time of arrival, and returns how long ago that was.
Duration read_control(msghdr& message, Datagram& datagram) {
  Duration age{};
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    const auto is = [part](int level, int type) {
      return part->cmsg_level == level && part->cmsg_type == type;
    };
    if (is(SOL_SOCKET, SCM_TIMESTAMPNS))
      age = age_of(value_of<timespec>(*part));
    else if (is(IPPROTO_IP, IP_PKTINFO))
      read_ipv4_destination(value_of<in_pktinfo>(*part), datagram);
    else if (is(IPPROTO_IPV6, IPV6_PKTINFO))
      read_ipv6_destination(value_of<in6_pktinfo>(*part), datagram);
    else if (is(IPPROTO_IP, IP_TTL) || is(IPPROTO_IPV6, IPV6_HOPLIMIT))
      datagram.ttl = static_cast<std::uint8_t>(value_of<int>(*part));
  }
  return age;
}

}  // namespace

DatagramReader::DatagramReader(BootClock clock) : clock_(clock), slots_(kBatch) {
  datagrams_.reserve(kBatch);
}

void DatagramReader::read_batches(UdpSocket& socket, int most,
                                  const std::function<void(const Datagram&)>& take) {
  for (int batch = 0; batch < most; ++batch) {
    const auto datagrams = read(socket);
    for (const Datagram& datagram : datagrams) take(datagram);
    if (datagrams.size() < kBatch) return;
  }
}

std::span<const Datagram> DatagramReader::read(UdpSocket& socket) {
  std::array<mmsghdr, kBatch> messages{};
  std::array<iovec, kBatch> data{};
  for (std::size_t i = 0; i < kBatch; ++i) {
    Slot& slot = slots_[i];
    data[i] = {slot.payload.get(), kLargestDatagram};
    msghdr& header = messages[i].msg_hdr;
    header.msg_name = slot.from.get();
    header.msg_namelen = sizeof(slot.from.storage);
    header.msg_iov = &data[i];
    header.msg_iovlen = 1;
    header.msg_control = slot.control.data();
    header.msg_controllen = slot.control.size();
  }
  datagrams_.clear();
  const int count = recvmmsg(socket.fd(), messages.data(), kBatch, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto index = static_cast<std::size_t>(i);
    Datagram datagram{.payload = {slots_[index].payload.get(), messages[index].msg_len},
                      .from = slots_[index].from.endpoint(),
                      .to = {},
                      .received = {}};
    const Duration age = read_control(messages[index].msg_hdr, datagram);
    // After the age was read: where this thread is preempted in between, the packet seems to have
    // come too late, never before it was sent.
    datagram.received = clock_.now() - age;
    if (ArrivalLog* arrivals = socket.arrivals())
      if (const auto boot_ns = arrivals->boot_ns_of(datagram.payload))
        datagram.received = clock_.from_boot_ns(*boot_ns);
    datagrams_.push_back(datagram);
  }
  return datagrams_;
}

}  // namespace canary
