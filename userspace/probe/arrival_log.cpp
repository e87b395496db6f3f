// SPDX-License-Identifier: Apache-2.0
#include "probe/arrival_log.h"

#include <bpf/libbpf.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "bpf/abi.h"
#include "socket_filter.skel.h"

namespace canary {

void ArrivalLog::Destroy::operator()(socket_filter_bpf* skeleton) const {
  socket_filter_bpf__destroy(skeleton);
}

ArrivalLog::ArrivalLog(socket_filter_bpf* skeleton) : skeleton_(skeleton) {}
ArrivalLog::ArrivalLog(ArrivalLog&&) noexcept = default;
ArrivalLog& ArrivalLog::operator=(ArrivalLog&&) noexcept = default;
ArrivalLog::~ArrivalLog() = default;

std::expected<ArrivalLog, int> ArrivalLog::attach(int socket) {
  libbpf_set_print(nullptr);
  ArrivalLog log(socket_filter_bpf__open_and_load());
  if (!log.skeleton_) return std::unexpected(errno);
  const int program = bpf_program__fd(log.skeleton_->progs.log_arrival);
  if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof(program)) != 0)
    return std::unexpected(errno);
  return log;
}

std::optional<std::uint64_t> ArrivalLog::boot_ns_of(std::span<const std::uint8_t> payload) {
  if (payload.size() < sizeof(canary_arrival::beginning)) return std::nullopt;
  for (std::size_t tried = 0; tried < CANARY_ARRIVALS; ++tried) {
    const std::size_t at = (next_ + tried) % CANARY_ARRIVALS;
    const canary_arrival& arrival = skeleton_->bss->arrivals[at];
    if (arrival.boot_ns == 0 ||
        std::memcmp(arrival.beginning, payload.data(), sizeof(arrival.beginning)) != 0)
      continue;
    next_ = at + 1;
    return arrival.boot_ns;
  }
  return std::nullopt;
}

}  // namespace canary
