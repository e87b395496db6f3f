// SPDX-License-Identifier: Apache-2.0
#include "kernel/tc_attachment.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace canary {
namespace {

// include/uapi/linux/bpf.h of Linux 6.6; the build host's headers may be older.
constexpr auto kTcxIngress = static_cast<bpf_attach_type>(46);
constexpr auto kTcxEgress = static_cast<bpf_attach_type>(47);
constexpr __u32 kBefore = 1u << 3;  // BPF_F_BEFORE

// Priority 1 is the first. The handle tells our filter from the agent's, which may have the same
// priority (Cilium does): cls_bpf runs the filters of one priority newest first, and ours passes
// on.
constexpr __u32 kPriority = 1;
constexpr __u32 kHandle = 0xca7a51;

bpf_tc_hook clsact_hook(int interface, Hook hook) {
  bpf_tc_hook clsact{};
  clsact.sz = sizeof(clsact);
  clsact.ifindex = interface;
  clsact.attach_point = hook == Hook::TcIngress ? BPF_TC_INGRESS : BPF_TC_EGRESS;
  return clsact;
}

bpf_tc_opts our_filter() {
  bpf_tc_opts filter{};
  filter.sz = sizeof(filter);
  filter.handle = kHandle;
  filter.priority = kPriority;
  return filter;
}

/// Id of the program behind our filter; 0 if there is none.
unsigned attached_program(int interface, Hook hook) {
  const bpf_tc_hook clsact = clsact_hook(interface, hook);
  bpf_tc_opts filter = our_filter();
  return bpf_tc_query(&clsact, &filter) == 0 ? filter.prog_id : 0;
}

Result<void> add_clsact(int interface, Hook hook) {
  bpf_tc_hook clsact = clsact_hook(interface, hook);
  const int made = bpf_tc_hook_create(&clsact);
  if (made != 0 && made != -EEXIST) return system_error("add a clsact qdisc", -made);
  return {};
}

Result<unsigned> attach_clsact(int interface, Hook hook, int program) {
  const bpf_tc_hook clsact = clsact_hook(interface, hook);
  bpf_tc_opts filter = our_filter();
  filter.prog_fd = program;
  filter.flags = BPF_TC_F_REPLACE;
  if (const int failed = bpf_tc_attach(&clsact, &filter); failed != 0)
    return system_error("add a tc filter", -failed);
  return filter.prog_id;
}

UniqueFd open_socket() { return UniqueFd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)); }

}  // namespace

Result<int> find_interface(const std::string& device) {
  if (const unsigned index = if_nametoindex(device.c_str()); index != 0)
    return static_cast<int>(index);
  std::vector<std::string> names;
  if (auto* interfaces = if_nameindex(); interfaces != nullptr) {
    for (auto* entry = interfaces; entry->if_index != 0; ++entry)
      names.emplace_back(entry->if_name);
    if_freenameindex(interfaces);
  }
  return environment_error(
      fmt::format("device '{}' does not exist in the node's network namespace, which has {}",
                  device, fmt::join(names, ", ")));
}

Result<int> link_header_length(const std::string& device) {
  const UniqueFd any = open_socket();
  ifreq request{};
  std::strncpy(request.ifr_name, device.c_str(), IFNAMSIZ - 1);
  if (ioctl(any.get(), SIOCGIFHWADDR, &request) != 0)
    return system_error(fmt::format("ask for the link layer of {}", device), errno);
  switch (request.ifr_hwaddr.sa_family) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
      return 14;
    default:
      return 0;
  }
}

Result<TcAttachment> TcAttachment::attach(const std::string& device, Hook hook, HookMode mode,
                                          int program, MissingQdisc missing) {
  const auto interface = find_interface(device);
  if (!interface) return std::unexpected(interface.error());
  TcAttachment attachment(device, hook, *interface);
  const std::string doing = fmt::format("attach {} to {}", to_text(hook), device);
  if (mode == HookMode::Tcx) {
    bpf_link_create_opts options{};
    options.sz = sizeof(options);
    options.flags = kBefore;
    attachment.link_ = UniqueFd(bpf_link_create(
        program, *interface, hook == Hook::TcIngress ? kTcxIngress : kTcxEgress, &options));
    if (!attachment.link_.valid()) return system_error(doing, errno);
    return attachment;
  }
  attachment.namespace_ = UniqueFd(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (missing == MissingQdisc::Add)
    if (auto added = add_clsact(*interface, hook); !added) return in_context(doing, added.error());
  const auto program_id = attach_clsact(*interface, hook, program);
  if (!program_id) return in_context(doing, program_id.error());
  attachment.program_id_ = *program_id;
  return attachment;
}

TcAttachment::TcAttachment(TcAttachment&& other) noexcept
    : device_(std::move(other.device_)),
      hook_(other.hook_),
      interface_(other.interface_),
      link_(std::move(other.link_)),
      namespace_(std::move(other.namespace_)),
      program_id_(std::exchange(other.program_id_, 0)) {}

TcAttachment& TcAttachment::operator=(TcAttachment&& other) noexcept {
  if (this == &other) return *this;
  detach();
  device_ = std::move(other.device_);
  hook_ = other.hook_;
  interface_ = other.interface_;
  link_ = std::move(other.link_);
  namespace_ = std::move(other.namespace_);
  program_id_ = std::exchange(other.program_id_, 0);
  return *this;
}

TcAttachment::~TcAttachment() { detach(); }

void TcAttachment::detach() {
  link_.reset();
  if (program_id_ == 0) return;
  const UniqueFd home(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (setns(namespace_.get(), CLONE_NEWNET) != 0) return;
  // Only what is still ours: the agent may have put its own filter there meanwhile.
  if (attached_program(interface_, hook_) == program_id_) {
    const bpf_tc_hook clsact = clsact_hook(interface_, hook_);
    bpf_tc_opts filter = our_filter();
    bpf_tc_detach(&clsact, &filter);
  }
  program_id_ = 0;
  if (setns(home.get(), CLONE_NEWNET) != 0) std::terminate();
}

bool TcAttachment::alive() const {
  if (if_nametoindex(device_.c_str()) != static_cast<unsigned>(interface_)) return false;
  if (program_id_ != 0) return attached_program(interface_, hook_) == program_id_;
  bpf_link_info info{};
  __u32 size = sizeof(info);
  // A tcx link whose device is gone, or that was detached by force, has interface 0. The interface
  // is the first word of the union for tcx (Linux 6.6) as for xdp, which older headers know too.
  return bpf_obj_get_info_by_fd(link_.get(), &info, &size) == 0 && info.xdp.ifindex != 0;
}

}  // namespace canary
