// SPDX-License-Identifier: Apache-2.0
#include "probe/udp_socket.h"

#include <fmt/format.h>
#include <linux/errqueue.h>
#include <linux/sock_diag.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace canary {
namespace {

constexpr int kTtl = 255;
/// Hundreds of replies may wait while this process is not scheduled. The kernel cuts it to
/// rmem_max.
constexpr int kReceiveBufferBytes = 4 << 20;

struct SocketOption {
  int level, name, value;
};

constexpr std::array kOptionsV4{
    SocketOption{IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE},
    SocketOption{IPPROTO_IP, IP_TTL, kTtl},
    SocketOption{IPPROTO_IP, IP_PKTINFO, 1},
    SocketOption{IPPROTO_IP, IP_RECVTTL, 1},
};
constexpr std::array kOptionsV6{
    SocketOption{IPPROTO_IPV6, IPV6_V6ONLY, 1},
    SocketOption{IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE},
    SocketOption{IPPROTO_IPV6, IPV6_UNICAST_HOPS, kTtl},
    SocketOption{IPPROTO_IPV6, IPV6_RECVPKTINFO, 1},
    SocketOption{IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1},
};

bool set(int socket, const SocketOption& option) {
  return setsockopt(socket, option.level, option.name, &option.value, sizeof(option.value)) == 0;
}

template <class Value>
void attach_control(msghdr& message, int level, int type, const Value& value) {
  message.msg_controllen = CMSG_SPACE(sizeof(Value));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof(Value));
  std::memcpy(CMSG_DATA(header), &value, sizeof(Value));
}

/// Has the packet leave from `source`, whatever the routes would choose.
void attach_source(msghdr& message, const IpAddress& source, std::uint32_t interface) {
  if (source.family == Family::V4) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, source.bytes.data(), sizeof(info.ipi_spec_dst));
    attach_control(message, IPPROTO_IP, IP_PKTINFO, info);
  } else {
    in6_pktinfo info{};
    std::memcpy(&info.ipi6_addr, source.bytes.data(), sizeof(info.ipi6_addr));
    info.ipi6_ifindex = interface;
    attach_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
}

/// More wait for the next time: whoever floods a node with errors must not keep its thread.
constexpr std::size_t kMostErrors = 64;
/// Of a probe, enough to know it again; few hosts quote more (RFC 1812, 4.3.2.3).
constexpr std::size_t kQuotedBytes = 548;

bool is_port_unreachable(const sock_extended_err& error) {
  if (error.ee_origin == SO_EE_ORIGIN_ICMP)
    return error.ee_type == ICMP_DEST_UNREACH && error.ee_code == ICMP_PORT_UNREACH;
  return error.ee_origin == SO_EE_ORIGIN_ICMP6 && error.ee_type == ICMP6_DST_UNREACH &&
         error.ee_code == ICMP6_DST_UNREACH_NOPORT;
}

/// Nothing where the error is another one.
std::optional<IpAddress> who_tells_of_unreachable_port(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    const bool is_error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                          (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
    if (!is_error) continue;
    sock_extended_err error{};
    std::memcpy(&error, CMSG_DATA(part), sizeof(error));
    if (!is_port_unreachable(error)) return std::nullopt;
    // Its sender follows the error (SO_EE_OFFENDER).
    const bool is_v6 = part->cmsg_level == IPPROTO_IPV6;
    sockaddr_storage teller{};
    const socklen_t size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::memcpy(&teller, CMSG_DATA(part) + sizeof(error), size);
    return SocketAddress::copy_of(reinterpret_cast<const sockaddr*>(&teller), size)
        .endpoint()
        .address;
  }
  return std::nullopt;
}

}  // namespace

std::expected<UdpSocket, int> UdpSocket::bind(const Endpoint& at, ArrivalClock clock) {
  UniqueFd fd(socket(address_family(at.address.family), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                     IPPROTO_UDP));
  if (!fd.valid()) return std::unexpected(errno);
  const auto options = at.address.family == Family::V4 ? std::span<const SocketOption>(kOptionsV4)
                                                       : std::span<const SocketOption>(kOptionsV6);
  for (const SocketOption& option : options)
    if (!set(fd.get(), option)) return std::unexpected(errno);
  set(fd.get(), {SOL_SOCKET, SO_RCVBUF, kReceiveBufferBytes});

  std::optional<ArrivalLog> arrivals;
  if (clock == ArrivalClock::SocketFilter)
    if (auto attached = ArrivalLog::attach(fd.get())) arrivals = std::move(*attached);
  if (!arrivals && !set(fd.get(), {SOL_SOCKET, SO_TIMESTAMPNS, 1})) return std::unexpected(errno);

  SocketAddress address = SocketAddress::of(at);
  if (::bind(fd.get(), address.get(), address.size) != 0) return std::unexpected(errno);
  if (getsockname(fd.get(), address.get(), &address.size) != 0) return std::unexpected(errno);
  return UdpSocket(std::move(fd), address.endpoint().port, std::move(arrivals));
}

std::unexpected<Error> cannot_open(const Endpoint& at, int error) {
  const std::string doing = fmt::format("open UDP socket on {}", to_text(at));
  if (error == EADDRINUSE)
    return environment_error(fmt::format(
        "{}: another program answers there; stop it, choose another --port on all nodes, or pass "
        "--no-reflector",
        doing));
  if (error == EADDRNOTAVAIL)
    return environment_error(fmt::format(
        "{}: no interface of this network namespace has that address; see 'ip address'", doing));
  if (error == EACCES)
    return environment_error(fmt::format(
        "{}: ports below 1024 need CAP_NET_BIND_SERVICE; run as root or choose --port", doing));
  return system_error(doing, error);
}

std::uint32_t UdpSocket::overflowed() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof(memory);
  getsockopt(fd_.get(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size);
  return memory[SK_MEMINFO_DROPS];
}

std::expected<void, int> UdpSocket::keep_errors(Family family) {
  const SocketOption option = family == Family::V4 ? SocketOption{IPPROTO_IP, IP_RECVERR, 1}
                                                   : SocketOption{IPPROTO_IPV6, IPV6_RECVERR, 1};
  if (!set(fd_.get(), option)) return std::unexpected(errno);
  return {};
}

UdpSocket::Errors UdpSocket::take_errors() const {
  Errors errors;
  for (std::size_t taken = 0; taken < kMostErrors; ++taken) {
    std::array<std::uint8_t, kQuotedBytes> payload{};
    alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
    SocketAddress to;
    iovec data{payload.data(), payload.size()};
    msghdr message{};
    message.msg_name = to.get();
    message.msg_namelen = to.size;
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(fd_.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0) break;
    errors.any = true;
    if (const auto told_by = who_tells_of_unreachable_port(message))
      errors.unreachable.push_back(
          {*told_by, to.endpoint(), {payload.begin(), payload.begin() + size}});
  }
  return errors;
}

int UdpSocket::send(std::span<const std::uint8_t> payload, const Endpoint& to,
                    const IpAddress& source) const {
  SocketAddress destination = SocketAddress::of(to);
  iovec data{const_cast<std::uint8_t*>(payload.data()), payload.size()};
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
  msghdr message{};
  message.msg_name = destination.get();
  message.msg_namelen = destination.size;
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (!is_any(source)) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    attach_source(message, source, to.interface);
  }
  return sendmsg(fd_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

}  // namespace canary
