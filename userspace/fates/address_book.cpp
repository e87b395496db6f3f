// SPDX-License-Identifier: Apache-2.0
#include "fates/address_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "clocks/packed_name.h"

namespace canary {
namespace {

void claim(std::map<IpAddress, NodeName>& book, const IpAddress& address, const NodeName& node) {
  if (is_unspecified(address)) return;
  const auto [found, is_new] = book.try_emplace(address, node);
  if (!is_new && found->second != node) found->second.clear();
}

const NodeName* look_up(const std::map<IpAddress, NodeName>& book, const IpAddress& address) {
  const auto found = book.find(address);
  return found == book.end() || found->second.empty() ? nullptr : &found->second;
}

/// Within this time of its encryption a packet has left its node.
constexpr Duration kLeaving = std::chrono::milliseconds(100);

/// Where an encryption may have been missed, its packet seems to be another one of the same name.
bool saw_its_encryption(const NodeSession& session, Instant left) {
  return session.sight.watches_encryption() && session.sight.saw_all({left - kLeaving, left});
}

/// Who answered, by session id and sequence.
std::unordered_map<std::uint64_t, const NodeName*> answered_probes(const NodeSession& session) {
  std::unordered_map<std::uint64_t, const NodeName*> answered;
  for (const auto& path : session.paths)
    for (const auto& probe : path.probes)
      if (probe.outcome == Outcome::Answered)
        answered[packed(path.key.ssid, probe.sequence)] = &path.path.remote;
  return answered;
}

/// Which request an ESP packet carried; null where it was a reply, and where more than one packet
/// had its name.
std::unordered_map<std::uint64_t, const ProbeKey*> requests_by_esp(const NodeSession& session) {
  std::unordered_map<std::uint64_t, const ProbeKey*> carried;
  for (const auto [at, encrypted] : session.seen.of<ProbeEncrypted>()) {
    const auto* request = encrypted.leg == ProbeLeg::Request ? &encrypted.probe : nullptr;
    const auto [found, is_new] = carried.try_emplace(packed(encrypted.esp), request);
    if (!is_new) found->second = nullptr;
  }
  return carried;
}

}  // namespace

std::string outer_text(const IpAddress& source, const IpAddress& destination) {
  return fmt::format("{} -> {}", to_text(source), to_text(destination));
}

AddressBook::AddressBook(std::span<const NodeSession> sessions) {
  for (const auto& session : sessions) {
    read_header(session.header());
    for (const auto& path : session.paths) {
      claim(told_, path.key.sender, path.path.local);
      claim(told_, path.key.reflector, path.path.remote);
    }
    learn(session);
  }
  std::ranges::stable_sort(prefixes_, std::ranges::greater{},
                           [](const auto& entry) { return entry.first.length; });
}

void AddressBook::read_header(const SessionHeader& header) {
  for (const auto& address : header.local_addresses) claim(told_, address, header.node);
  for (const auto& peer : header.peers) {
    for (const auto& address : peer.addresses) claim(told_, address, peer.name);
    for (const auto& prefix : peer.protects) prefixes_.emplace_back(prefix, peer.name);
  }
}

void AddressBook::learn(const NodeSession& session) {
  const auto answered = answered_probes(session);
  const auto carried = requests_by_esp(session);
  for (const auto [at, encrypted] : session.seen.of<ProbeEncrypted>())
    claim(encrypted_from_, encrypted.outer_source, session.node());
  for (const auto [at, left] : session.seen.of<ProbeLeftUplink>()) {
    claim(sent_from_, left.outer_source, session.node());
    const auto probe = carried.find(packed(left.esp));
    if (probe == carried.end() || probe->second == nullptr) continue;
    if (!saw_its_encryption(session, at)) continue;
    const auto remote = answered.find(packed(probe->second->ssid, probe->second->sequence));
    if (remote != answered.end()) claim(sent_to_, left.outer_destination, *remote->second);
  }
}

const NodeName* AddressBook::exact_owner(const IpAddress& address) const {
  for (const auto* book : {&told_, &sent_from_, &sent_to_})
    if (book->contains(address)) return look_up(*book, address);
  return look_up(encrypted_from_, address);
}

const NodeName* AddressBook::owner(const IpAddress& address) const {
  if (const auto* exact = exact_owner(address)) return exact;
  const NodeName* owner = nullptr;
  std::uint8_t length = 0;
  for (const auto& [prefix, node] : prefixes_) {
    if (owner != nullptr && prefix.length < length) break;
    if (!prefix.contains(address)) continue;
    if (owner != nullptr && *owner != node) return nullptr;
    owner = &node;
    length = prefix.length;
  }
  return owner;
}

std::string AddressBook::name_of(const IpAddress& address) const {
  const auto* node = owner(address);
  return node != nullptr ? *node : to_text(address);
}

}  // namespace canary
