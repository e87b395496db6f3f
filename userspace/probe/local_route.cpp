// SPDX-License-Identifier: Apache-2.0
#include "probe/local_route.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/socket_address.h"
#include "base/unique_fd.h"

namespace canary {
namespace {

/// Outer IPv4 header 20, ESP header 8, then the worst of the usual algorithms: IV 16, padding and
/// trailer up to 17, ICV 16 (CBC with HMAC-SHA-256) make 77; AES-GCM needs 57. IPv6: 20 more.
constexpr std::uint32_t kEspBytesV4 = 80;
constexpr std::uint32_t kEspBytesV6 = 100;
constexpr std::uint32_t kHeadersV4 = 20 + 8;
constexpr std::uint32_t kHeadersV6 = 40 + 8;
/// Loopback offers 64 KiB; nothing beyond a jumbo frame tells more about a network.
constexpr std::uint32_t kLargestMtu = 9000;
/// An MTU that small does not carry IPv6 at all.
constexpr std::uint32_t kSmallestMtu = 256;

}  // namespace

Result<LocalRoute> local_route(const IpAddress& destination, const IpAddress& source) {
  const std::string doing = fmt::format("find the route to {}", to_text(destination));
  const UniqueFd fd(
      socket(address_family(destination.family), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
  if (!fd.valid()) return system_error(doing, errno);
  if (!is_any(source)) {
    const SocketAddress from = SocketAddress::of({source, 0});
    if (bind(fd.get(), from.get(), from.size) != 0) return system_error(doing, errno);
  }
  constexpr std::uint16_t kDiscardPort = 9;
  const SocketAddress to = SocketAddress::of({destination, kDiscardPort});
  if (connect(fd.get(), to.get(), to.size) != 0) return system_error(doing, errno);

  SocketAddress chosen;
  if (getsockname(fd.get(), chosen.get(), &chosen.size) != 0) return system_error(doing, errno);
  int mtu = 0;
  socklen_t size = sizeof(mtu);
  const bool v4 = destination.family == Family::V4;
  if (getsockopt(fd.get(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MTU : IPV6_MTU, &mtu, &size) !=
      0)
    return system_error(doing, errno);
  return LocalRoute{chosen.endpoint().address, static_cast<std::uint32_t>(std::max(mtu, 0))};
}

std::uint32_t large_probe_bytes(Family family, std::uint32_t mtu) {
  const std::uint32_t usable = std::clamp(mtu, kSmallestMtu, kLargestMtu);
  return family == Family::V4 ? usable - kEspBytesV4 - kHeadersV4
                              : usable - kEspBytesV6 - kHeadersV6;
}

}  // namespace canary
