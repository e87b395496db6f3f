// SPDX-License-Identifier: Apache-2.0
#include "simulation/faults_at_work.h"

#include <tuple>

#include "model/drop_cause.h"

namespace canary::simulation {
namespace {

constexpr std::uint32_t kMarkIn = 0xd00;

std::size_t where(Stage stage, const Packet& packet) {
  return stage > Stage::Wire ? packet.to : packet.from;
}

}  // namespace

std::pair<IpAddress, IpAddress> FaultsAtWork::ends_of(const Packet& packet, bool encrypted) const {
  if (encrypted) return {identities_[packet.from].tunnel, identities_[packet.to].tunnel};
  const bool request = packet.leg == ProbeLeg::Request;
  const auto& [sender, reflector, ssid, sequence] = packet.key;
  return request ? std::pair(sender, reflector) : std::pair(reflector, sender);
}

const Fault* FaultsAtWork::taken_by(FaultKind kind, const Packet& packet, Instant at) {
  for (const Fault& fault : history_.faults)
    if (fault.kind == kind && fault.from == packet.from && fault.to == packet.to &&
        fault.begins <= at && at < fault.ends && dice_.one_in(fault.one_in))
      return &fault;
  return nullptr;
}

void FaultsAtWork::die(const Packet& packet, Instant at, FaultKind kind, bool nameless) {
  const auto& nature = nature_of(kind);
  truth_.paths[packet.path][packet.probe].deaths.push_back(
      {nature.stage, where(nature.stage, packet), packet.leg, nature.cause, nature.of_xfrm,
       nameless, at});
}

void FaultsAtWork::show_drop(const Packet& packet, Instant at, std::string_view cause,
                             const Fault* fault) {
  const auto& info = describe_drop_cause(cause);
  const bool encrypted = info.stage == Stage::ReceiverDecrypt || info.stage == Stage::SenderEncrypt;
  PacketDropped dropped;
  dropped.cause = cause;
  if (fault == nullptr || !fault->addressless)
    std::tie(dropped.source, dropped.destination) = ends_of(packet, encrypted);
  if (fault == nullptr || !fault->nameless) {
    dropped.mark = info.direction == Direction::Out ? kMarkOut : kMarkIn;
    dropped.leg = packet.leg;
    if (encrypted)
      dropped.esp = packet.esp;
    else
      dropped.probe = packet.key;
  }
  Observer& observer = observers_[where(info.stage, packet)];
  observer.count_drop(at, cause);
  observer.see(at, Hook::Drops, std::move(dropped));
}

bool FaultsAtWork::drop(FaultKind kind, const Packet& packet, Instant at) {
  const Fault* fault = taken_by(kind, packet, at);
  if (fault == nullptr) return false;
  show_drop(packet, at, nature_of(kind).cause, fault);
  die(packet, at, kind, fault->nameless);
  return true;
}

bool FaultsAtWork::free(FaultKind kind, const Packet& packet, Instant at) {
  if (!swallow(kind, packet, at)) return false;
  const bool in_pod = kind == FaultKind::SocketMissing;
  const bool encrypted = !in_pod && packet.carriage == Carriage::Encrypted;
  ProbeFreed freed;
  freed.reason = nature_of(kind).cause;
  freed.leg = packet.leg;
  if (encrypted)
    freed.esp = packet.esp;
  else
    freed.probe = packet.key;
  std::tie(freed.source, freed.destination) = ends_of(packet, encrypted);
  // What nodes send each other ends on the node itself.
  const bool on_node = history_.paths[packet.path].kind == PathKind::Control;
  observers_[where(nature_of(kind).stage, packet)].see(
      at, in_pod && !on_node ? Hook::PodDrops : Hook::Drops, std::move(freed));
  return true;
}

bool FaultsAtWork::swallow(FaultKind kind, const Packet& packet, Instant at) {
  if (taken_by(kind, packet, at) == nullptr) return false;
  die(packet, at, kind);
  return true;
}

void FaultsAtWork::refuse_replay(const Packet& packet, Instant at, bool is_copy) {
  constexpr std::string_view kReplay = "XfrmInStateSeqError";
  show_drop(packet, at, kReplay, nullptr);
  if (!is_copy)
    truth_.paths[packet.path][packet.probe].deaths.push_back(
        {Stage::ReceiverDecrypt, packet.to, packet.leg, kReplay, true, false, at});
}

}  // namespace canary::simulation
