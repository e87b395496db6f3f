// SPDX-License-Identifier: Apache-2.0
#include "kernel/tc_attachment.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <net/if.h>
#include <sched.h>

#include <cerrno>
#include <exception>
#include <utility>
#include <vector>

#include "kernel/tc_chain.h"
#include "kernel/tc_constants.h"

namespace canary {
namespace {

constexpr __u32 kBefore = 1u << 3;  // BPF_F_BEFORE, Linux 6.6

bpf_tc_hook clsact_hook(int interface, Hook hook) {
  bpf_tc_hook clsact{};
  clsact.sz = sizeof(clsact);
  clsact.ifindex = interface;
  clsact.attach_point = hook == Hook::TcIngress ? BPF_TC_INGRESS : BPF_TC_EGRESS;
  return clsact;
}

/// Agents use the same priority (Cilium does): cls_bpf runs the filters of one priority newest
/// first, and ours passes on.
bpf_tc_opts filter_of(std::uint32_t handle) {
  bpf_tc_opts filter{};
  filter.sz = sizeof(filter);
  filter.handle = handle;
  filter.priority = kFirstPriority;
  return filter;
}

/// Id of the program behind a filter of ours; 0 if there is none.
unsigned attached_program(int interface, Hook hook, std::uint32_t handle) {
  const bpf_tc_hook clsact = clsact_hook(interface, hook);
  bpf_tc_opts filter = filter_of(handle);
  return bpf_tc_query(&clsact, &filter) == 0 ? filter.prog_id : 0;
}

void remove_filter(int interface, Hook hook, std::uint32_t handle) {
  const bpf_tc_hook clsact = clsact_hook(interface, hook);
  const bpf_tc_opts filter = filter_of(handle);
  bpf_tc_detach(&clsact, &filter);
}

/// 0 where the kernel does not say.
unsigned id_of(int program) {
  bpf_prog_info info{};
  __u32 size = sizeof(info);
  return bpf_obj_get_info_by_fd(program, &info, &size) == 0 ? info.id : 0;
}

Result<void> add_clsact(int interface, Hook hook) {
  bpf_tc_hook clsact = clsact_hook(interface, hook);
  const int made = bpf_tc_hook_create(&clsact);
  if (made != 0 && made != -EEXIST) return system_error("add a clsact qdisc", -made);
  return {};
}

/// Anew, not in place of what was left behind: the newest filter runs first.
Result<void> attach_clsact(int interface, Hook hook, std::uint32_t handle, int program) {
  remove_filter(interface, hook, handle);
  const bpf_tc_hook clsact = clsact_hook(interface, hook);
  bpf_tc_opts filter = filter_of(handle);
  filter.prog_fd = program;
  if (const int failed = bpf_tc_attach(&clsact, &filter); failed != 0)
    return system_error("add a tc filter", -failed);
  return {};
}

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

Result<void> require_any_interface(const std::vector<std::string>& devices) {
  Result<void> found;
  for (const std::string& device : devices) {
    const auto interface = find_interface(device);
    if (interface) return {};
    found = std::unexpected(interface.error());
  }
  return found;
}

Result<TcAttachment> TcAttachment::attach(const std::string& device, Hook hook, HookMode mode,
                                          int program, CanaryPlace& place, MissingQdisc missing) {
  const auto interface = find_interface(device);
  if (!interface) return std::unexpected(interface.error());
  TcAttachment attachment(device, hook, *interface, place.handle());
  const std::string doing = fmt::format("attach {} to {}", to_text(hook), device);
  attachment.program_id_ = id_of(program);
  place.tell(attachment.program_id_);
  if (mode == HookMode::Tcx) {
    bpf_link_create_opts options{};
    options.sz = sizeof(options);
    options.flags = kBefore;
    attachment.link_ = UniqueFd(bpf_link_create(program, *interface, tcx_of(hook), &options));
    if (!attachment.link_.valid()) return system_error(doing, errno);
    return attachment;
  }
  if (missing == MissingQdisc::Add)
    if (auto added = add_clsact(*interface, hook); !added) return in_context(doing, added.error());
  if (auto added = attach_clsact(*interface, hook, place.handle(), program); !added)
    return in_context(doing, added.error());
  attachment.namespace_ = UniqueFd(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  return attachment;
}

TcAttachment::TcAttachment(TcAttachment&& other) noexcept
    : device_(std::move(other.device_)),
      hook_(other.hook_),
      interface_(other.interface_),
      handle_(other.handle_),
      program_id_(other.program_id_),
      link_(std::move(other.link_)),
      namespace_(std::move(other.namespace_)) {}

TcAttachment& TcAttachment::operator=(TcAttachment&& other) noexcept {
  if (this == &other) return *this;
  detach();
  device_ = std::move(other.device_);
  hook_ = other.hook_;
  interface_ = other.interface_;
  handle_ = other.handle_;
  program_id_ = other.program_id_;
  link_ = std::move(other.link_);
  namespace_ = std::move(other.namespace_);
  return *this;
}

TcAttachment::~TcAttachment() { detach(); }

void TcAttachment::detach() {
  link_.reset();
  if (!namespace_.valid()) return;
  const UniqueFd home(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (setns(namespace_.get(), CLONE_NEWNET) != 0) return;
  // Only what is still ours: somebody may have put its own filter there meanwhile.
  if (attached_program(interface_, hook_, handle_) == program_id_)
    remove_filter(interface_, hook_, handle_);
  namespace_.reset();
  if (setns(home.get(), CLONE_NEWNET) != 0) std::terminate();
}

bool TcAttachment::is_there() const {
  if (if_nametoindex(device_.c_str()) != static_cast<unsigned>(interface_)) return false;
  if (!link_.valid()) return attached_program(interface_, hook_, handle_) == program_id_;
  bpf_link_info info{};
  __u32 size = sizeof(info);
  // A tcx link whose device is gone, or that was detached by force, has interface 0. The interface
  // is the first word of the union for tcx (Linux 6.6) as for xdp, which older headers know too.
  return bpf_obj_get_info_by_fd(link_.get(), &info, &size) == 0 && info.xdp.ifindex != 0;
}

std::optional<TcAttachment::Trouble> TcAttachment::trouble() const {
  if (!is_there()) return Trouble{true, "it is no longer on the device"};
  const auto chain = first_of_chain(interface_, hook_);
  if (!chain) return Trouble{false, chain.error().message};
  for (const TcLink& link : *chain) {
    if (link.program_id == program_id_) break;
    if (!CanaryPlace::is_of_canary(link.program_id))
      return Trouble{false, fmt::format("{} runs before it", link.name)};
  }
  return std::nullopt;
}

}  // namespace canary
