// SPDX-License-Identifier: Apache-2.0
#include "uplinks/network_reader.h"

#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "uplinks/link_message.h"
#include "uplinks/netlink_answer.h"
#include "uplinks/route_message.h"

namespace canary {
namespace {

/// What was listed while it changed is listed again.
constexpr int kAttempts = 10;
constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;

struct CloseRouteSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using RouteSocket = std::unique_ptr<mnl_socket, CloseRouteSocket>;

std::unexpected<Error> cannot_list(int error) {
  return system_error("list the devices and routes of this node", error);
}

template <auto kMember, auto kDecode>
int keep(const nlmsghdr* message, void* network) {
  if (auto value = kDecode(*message))
    (static_cast<Network*>(network)->*kMember).push_back(std::move(*value));
  return MNL_CB_OK;
}

/// One listing of everything. What goes wrong is told as an errno; EINTR: something changed
/// meanwhile (NLM_F_DUMP_INTR), and the socket may still hold answers.
class Lister {
 public:
  explicit Lister(RouteSocket socket) : socket_(std::move(socket)), buffer_(kBufferBytes) {}

  std::expected<Network, int> list() {
    ask<ifinfomsg>(RTM_GETLINK, AF_UNSPEC, keep<&Network::links, decode_link>);
    ask<ifaddrmsg>(RTM_GETADDR, AF_UNSPEC, keep<&Network::addresses, decode_address>);
    for (const auto family : std::array<std::uint8_t, 2>{AF_INET, AF_INET6}) {
      ask<rtmsg>(RTM_GETROUTE, family, keep<&Network::routes, decode_route>);
      ask<fib_rule_hdr>(RTM_GETRULE, family, keep<&Network::rules, decode_rule>);
    }
    ask<nhmsg>(RTM_GETNEXTHOP, AF_UNSPEC, keep<&Network::nexthops, decode_nexthop>);
    if (error_ != 0) return std::unexpected(error_);
    std::ranges::stable_sort(network_.rules, {}, &RoutingRule::priority);
    return std::move(network_);
  }

 private:
  /// A kernel without IPv6, without rules, or from before nexthop objects (Linux 5.3).
  static bool knows_none(int error) { return error == EOPNOTSUPP || error == EAFNOSUPPORT; }

  template <class Header>
  void ask(std::uint16_t type, std::uint8_t family, mnl_cb_t keep_it) {
    if (error_ != 0) return;
    nlmsghdr* request = mnl_nlmsg_put_header(buffer_.data());
    request->nlmsg_type = type;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request->nlmsg_seq = ++asked_;
    // The family is the first octet of each of these headers.
    *static_cast<std::uint8_t*>(mnl_nlmsg_put_extra_header(request, sizeof(Header))) = family;
    if (type == RTM_GETLINK) mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    if (mnl_socket_sendto(socket_.get(), request, request->nlmsg_len) < 0)
      error_ = errno;
    else if (const int error =
                 read_netlink_answer(socket_.get(), asked_, keep_it, &network_, buffer_);
             !knows_none(error))
      error_ = error;
  }

  RouteSocket socket_;
  std::vector<char> buffer_;
  Network network_;
  unsigned asked_ = 0;
  int error_ = 0;
};

}  // namespace

Result<Network> read_network() {
  for (int attempt = 1;; ++attempt) {
    RouteSocket socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC));
    if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0)
      return cannot_list(errno);
    auto network = Lister(std::move(socket)).list();
    if (network) return std::move(*network);
    if (network.error() != EINTR || attempt == kAttempts) return cannot_list(network.error());
  }
}

}  // namespace canary
