// SPDX-License-Identifier: Apache-2.0
#include "kernel/tc_chain.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <libmnl/libmnl.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "kernel/tc_constants.h"

namespace canary {
namespace {

constexpr __u32 kMostPrograms = 64;  // BPF_MPROG_MAX, include/linux/bpf_mprog.h of Linux 6.6
constexpr std::size_t kFiltersAtOnce = std::size_t{32} * 1024;

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};

/// Before Linux 6.6 there is no tcx: then none runs.
void add_tcx_programs(int interface, Hook hook, std::vector<TcLink>& chain) {
  std::array<__u32, kMostPrograms> ids{};
  struct bpf_prog_query_opts query {};
  query.sz = sizeof(query);
  query.prog_ids = ids.data();
  query.prog_cnt = kMostPrograms;
  if (bpf_prog_query_opts(interface, tcx_of(hook), &query) != 0) return;
  for (std::size_t i = 0; i < std::min(query.prog_cnt, kMostPrograms); ++i)
    chain.push_back({ids[i], 0, fmt::format("tcx program {}", ids[i])});
}

int read_option(const nlattr* option, void* link) {
  auto& filter = *static_cast<TcLink*>(link);
  const int type = mnl_attr_get_type(option);
  if (type == TCA_BPF_ID && mnl_attr_validate(option, MNL_TYPE_U32) == 0)
    filter.program_id = mnl_attr_get_u32(option);
  if (type == TCA_BPF_NAME && mnl_attr_validate(option, MNL_TYPE_NUL_STRING) == 0)
    filter.name = mnl_attr_get_str(option);
  return MNL_CB_OK;
}

int read_attribute(const nlattr* attribute, void* link) {
  const bool is_options = mnl_attr_get_type(attribute) == TCA_OPTIONS;
  return is_options ? mnl_attr_parse_nested(attribute, read_option, link) : MNL_CB_OK;
}

/// A priority is told by itself as well, without a handle.
int keep_filter(const nlmsghdr* message, void* chain) {
  const auto* header = static_cast<const tcmsg*>(mnl_nlmsg_get_payload(message));
  if (header->tcm_handle == 0) return MNL_CB_OK;
  TcLink filter{0, header->tcm_handle, ""};
  mnl_attr_parse(message, sizeof(tcmsg), read_attribute, &filter);
  filter.name = fmt::format(
      "tc filter {}", filter.name.empty() ? fmt::format("{:#x}", filter.handle) : filter.name);
  static_cast<std::vector<TcLink>*>(chain)->push_back(std::move(filter));
  return MNL_CB_OK;
}

nlmsghdr* ask_for_filters(std::vector<char>& buffer, int interface, Hook hook) {
  nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
  request->nlmsg_type = RTM_GETTFILTER;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  auto* header = static_cast<tcmsg*>(mnl_nlmsg_put_extra_header(request, sizeof(tcmsg)));
  header->tcm_ifindex = interface;
  header->tcm_parent =
      TC_H_MAKE(TC_H_CLSACT, hook == Hook::TcIngress ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
  header->tcm_info = kFirstPriority << 16;  // of this priority only
  return request;
}

/// In the order in which they run: cls_bpf walks its list from the newest on, and so it is listed
/// (cls_bpf_walk(), net/sched/cls_bpf.c). Without a clsact qdisc there is none.
Result<void> add_filters(int interface, Hook hook, std::vector<TcLink>& chain) {
  const std::unique_ptr<mnl_socket, CloseSocket> socket(mnl_socket_open(NETLINK_ROUTE));
  if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0)
    return system_error("open a netlink socket", errno);
  std::vector<char> buffer(kFiltersAtOnce);
  const nlmsghdr* request = ask_for_filters(buffer, interface, hook);
  if (mnl_socket_sendto(socket.get(), request, request->nlmsg_len) < 0)
    return system_error("ask for tc filters", errno);
  for (int more = MNL_CB_OK; more > MNL_CB_STOP;) {
    const auto received = mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
    if (received < 0) return system_error("list tc filters", errno);
    more = mnl_cb_run(buffer.data(), static_cast<std::size_t>(received), 0,
                      mnl_socket_get_portid(socket.get()), keep_filter, &chain);
    if (more < 0 && errno != EINVAL && errno != ENOENT)
      return system_error("list tc filters", errno);
  }
  return {};
}

}  // namespace

Result<std::vector<TcLink>> first_of_chain(int interface, Hook hook) {
  std::vector<TcLink> chain;
  add_tcx_programs(interface, hook, chain);
  if (auto added = add_filters(interface, hook, chain); !added)
    return std::unexpected(added.error());
  return chain;
}

}  // namespace canary
