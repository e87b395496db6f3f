// SPDX-License-Identifier: Apache-2.0
#include "session/session_plan.h"

#include <algorithm>

#include "base/scoped_netns.h"
#include "session/probe_key.h"

namespace canary {
namespace {

constexpr std::uint32_t kUdpHeaderBytes = 8;

std::uint32_t ip_bytes(Family family, std::uint32_t udp_payload) {
  constexpr std::uint32_t kIpv4HeaderBytes = 20;
  constexpr std::uint32_t kIpv6HeaderBytes = 40;
  return (family == Family::V4 ? kIpv4HeaderBytes : kIpv6HeaderBytes) + kUdpHeaderBytes +
         udp_payload;
}

IpAddress first_of(Family family, const std::vector<IpAddress>& addresses) {
  const auto found = std::ranges::find(addresses, family, &IpAddress::family);
  return found == addresses.end() ? IpAddress{family, {}} : *found;
}

template <class T>
void add_once(std::vector<T>& values, const T& value) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(value);
}

/// Learns how the probes of one target leave: their source address and the lengths of their
/// packets. A target without a route now is probed all the same; that it is lost is what the probes
/// will say.
void learn_route(const ProbeTarget& target, const std::vector<IpAddress>& local,
                 std::uint32_t small_bytes, SessionPlan& plan) {
  const Family family = target.reflector.family;
  const auto route = local_route(target.reflector, first_of(family, local));
  add_probe_lengths(family, small_bytes, route, plan.observer.probe_lengths);
  if (!route) return;
  add_once(plan.header.local_addresses, route->source);
  if (target.kind == PathKind::Encrypted && local.empty())
    add_once(plan.observer.protected_local, host_prefix(route->source));
}

Result<void> learn_routes(PathKind kind, const ProbeOrigin& origin, std::uint32_t small_bytes,
                          SessionPlan& plan) {
  const auto entered = ScopedNetns::enter(origin.netns);
  if (!entered) return std::unexpected(entered.error());
  for (const ProbeTarget& target : plan.prober.targets)
    if (target.kind == kind) learn_route(target, origin.local, small_bytes, plan);
  return {};
}

/// What the operator wants to be encrypted whatever policies say: nothing where he named neither
/// local prefixes nor those of peers.
std::vector<IpPrefix> demanded_by_operator(const VerifyOptions& options) {
  std::vector<IpPrefix> prefixes = options.protects;
  const bool names_remote = std::ranges::any_of(options.peers, &protects_more_than_probed);
  if (!prefixes.empty() || !names_remote) return prefixes;
  for (const IpAddress& address : options.local) prefixes.push_back(host_prefix(address));
  return prefixes;
}

void add_peer(const PeerSpec& peer, SessionPlan& plan) {
  for (ProbeTarget& target : targets_of(peer)) plan.prober.targets.push_back(std::move(target));
  const PeerAddresses known = addresses_of(peer);
  for (const IpAddress& address : known.addresses)
    plan.observer.peer_addresses.push_back({peer.name, address});
  plan.header.peers.push_back(known);
  for (const IpPrefix& prefix : peer.protects) plan.observer.protected_remote.push_back(prefix);
}

}  // namespace

PeerAddresses addresses_of(const PeerSpec& peer) {
  PeerAddresses addresses{peer.name, peer.probed, peer.protects};
  addresses.addresses.insert(addresses.addresses.end(), peer.control.begin(), peer.control.end());
  return addresses;
}

std::vector<ProbeTarget> targets_of(const PeerSpec& peer) {
  std::vector<ProbeTarget> targets;
  targets.reserve(peer.probed.size() + peer.control.size());
  for (const IpAddress& address : peer.probed)
    targets.push_back({peer.name, PathKind::Encrypted, address});
  for (const IpAddress& address : peer.control)
    targets.push_back({peer.name, PathKind::Control, address});
  return targets;
}

void add_probe_lengths(Family family, std::uint32_t small_bytes, const Result<LocalRoute>& route,
                       std::vector<std::uint32_t>& lengths) {
  add_once(lengths, ip_bytes(family, small_bytes));
  if (route) add_once(lengths, ip_bytes(family, large_probe_bytes(family, route->mtu)));
}

Result<std::vector<std::uint32_t>> usual_probe_lengths(const std::string& probe_netns,
                                                       const std::optional<StampKey>& key) {
  const auto small = static_cast<std::uint32_t>(StampCodec(key).base_bytes());
  std::vector<std::uint32_t> lengths;
  const auto entered = ScopedNetns::enter(probe_netns);
  if (!entered) return std::unexpected(entered.error());
  for (const char* somewhere : {"192.0.2.1", "2001:db8::1"}) {
    const IpAddress address = IpAddress::parse(somewhere).value();
    add_probe_lengths(address.family, small, local_route(address, {address.family, {}}), lengths);
  }
  return lengths;
}

Result<SessionPlan> plan_session(const VerifyOptions& options, const std::string& agent_kind,
                                 const std::string& kernel, const BootClock& clock) {
  const auto key = read_probe_key(options.key_file);
  if (!key) return std::unexpected(key.error());

  SessionPlan plan;
  plan.header = {options.node, kernel,           agent_kind,    clock.utc_offset_ns(),
                 clock.now(),  options.criteria, options.local, {}};
  plan.header.local_addresses.insert(plan.header.local_addresses.end(),
                                     options.control_local.begin(), options.control_local.end());
  plan.prober.encrypted = {options.netns.probe, options.local};
  plan.prober.control = {options.netns.node, options.control_local};
  plan.prober.port = options.port;
  plan.prober.interval = options.criteria.interval;
  plan.prober.large_every = options.large_every;
  plan.prober.key = *key;
  plan.prober.seed = static_cast<std::uint64_t>(plan.header.started.unix_ns);
  plan.observer.node_netns = options.netns.node;
  plan.observer.probe_netns = options.netns.probe;
  plan.observer.uplinks = options.uplinks;
  plan.observer.overlay = options.overlay;
  plan.observer.probe_port = options.port;
  plan.observer.authenticated_probes = key->has_value();
  plan.header.protects = demanded_by_operator(options);
  plan.observer.protected_local = options.protects;
  for (const IpAddress& address : options.local)
    plan.observer.protected_local.push_back(host_prefix(address));
  plan.observer.peers = options.peers.size();
  plan.observer.forced_off = options.without;
  for (const PeerSpec& peer : options.peers) add_peer(peer, plan);

  const auto small = static_cast<std::uint32_t>(StampCodec(*key).base_bytes());
  for (const PathKind kind : {PathKind::Encrypted, PathKind::Control}) {
    const ProbeOrigin& origin =
        kind == PathKind::Encrypted ? plan.prober.encrypted : plan.prober.control;
    if (auto learnt = learn_routes(kind, origin, small, plan); !learnt)
      return std::unexpected(learnt.error());
  }
  return plan;
}

}  // namespace canary
