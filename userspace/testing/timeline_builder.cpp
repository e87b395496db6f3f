// SPDX-License-Identifier: Apache-2.0
#include "testing/timeline_builder.h"

#include <algorithm>

#include "model/drop_cause.h"
#include "testing/ip.h"

namespace canary::testing {
namespace {

using namespace std::chrono_literals;

/// When the evidence of a probe is seen, after it was sent.
constexpr Duration kEncrypted = 10us, kLeft = 20us, kArrived = 150us, kDropped = 160us;
constexpr Duration kFreed = 170us, kReplyLeg = 200us, kAnswered = 400us;

Instant seen_at(std::uint32_t sequence, ProbeLeg leg, Duration stage) {
  return sent_at(sequence) + stage + (leg == ProbeLeg::Reply ? kReplyLeg : 0us);
}

}  // namespace

Instant sent_at(std::uint32_t sequence) { return kStart + sequence * kInterval; }

EspKey esp_key(std::uint32_t sequence, ProbeLeg leg) {
  return {3, 2 * sequence + (leg == ProbeLeg::Reply ? 1 : 0)};
}

TimelineBuilder::TimelineBuilder(NodeName node) {
  for (const auto* hook : {"xfrm_replay_overflow", "xfrm_replay_advance", "xfrm_lookup_route",
                           "kfree_skb", "tc_egress eth0", "tc_ingress eth0"})
    hook_runs_[hook] = 1000;
  const auto own = addresses_of(node);
  built_.header.local_addresses = {own.pod, own.node};
  built_.header.node = std::move(node);
  built_.header.kernel = "6.12.0-test";
  built_.header.agent_kind = "cilium";
  built_.header.started = kStart;
  built_.header.criteria = default_criteria();
}

Criteria TimelineBuilder::default_criteria() {
  return {.after_upgrade = false,
          .interval = kInterval,
          .deadline = 200ms,
          .agent_interval = 200ms,
          .settle = 2s,
          .recover_within = 2s,
          .clean_probes = 3};
}

TimelineBuilder& TimelineBuilder::criteria(const Criteria& criteria) {
  built_.header.criteria = criteria;
  return *this;
}

TimelineBuilder& TimelineBuilder::after_upgrade() {
  built_.header.criteria.after_upgrade = true;
  return *this;
}

TimelineBuilder& TimelineBuilder::begins_to_probe(Duration at) {
  paths_added_ = kStart + at;
  return *this;
}

TimelineBuilder& TimelineBuilder::agent_kind(std::string kind) {
  built_.header.agent_kind = std::move(kind);
  return *this;
}

TimelineBuilder& TimelineBuilder::ends(Duration since_start, std::string reason) {
  end_ = kStart + since_start;
  end_reason_ = std::move(reason);
  return *this;
}

PeerAddresses& TimelineBuilder::peer_addresses(const NodeName& node) {
  auto& peers = built_.header.peers;
  const auto found = std::ranges::find(peers, node, &PeerAddresses::name);
  if (found != peers.end()) return *found;
  return peers.emplace_back(PeerAddresses{node, {}, {}});
}

TimelineBuilder& TimelineBuilder::protects(const NodeName& node, std::string_view prefix) {
  peer_addresses(node).protects.push_back(IpPrefix::parse(prefix).value());
  return *this;
}

TimelineBuilder& TimelineBuilder::peer(NodeName remote, Family family) {
  return add_path({built_.header.node, std::move(remote), family, PathKind::Encrypted});
}

TimelineBuilder& TimelineBuilder::control_peer(NodeName remote, Family family) {
  return add_path({built_.header.node, std::move(remote), family, PathKind::Control});
}

TimelineBuilder& TimelineBuilder::probed_by(NodeName prober, Family family) {
  return on({std::move(prober), built_.header.node, family, PathKind::Encrypted});
}

TimelineBuilder& TimelineBuilder::on(const Path& path) {
  path_ = path;
  return *this;
}

TimelineBuilder& TimelineBuilder::add_path(const Path& path) {
  const ProbeKey key = probe_key(path, 0);
  peer_addresses(path.remote).addresses.push_back(key.reflector);
  observe(paths_added_, PathAdded{key.ssid, path.remote, path.kind, key.sender, key.reflector});
  return on(path);
}

TimelineBuilder& TimelineBuilder::observe(Instant at, Observed what) {
  built_.observations.push_back({at, built_.header.node, std::move(what)});
  return *this;
}

void TimelineBuilder::send(std::uint32_t sequence) {
  observe(sent_at(sequence), ProbeSent{ssid_of(path_), sequence, bytes_});
  last_sent_ = std::max(last_sent_, sent_at(sequence));
}

void TimelineBuilder::reply(std::uint32_t sequence, Duration after) {
  const auto reflected = reflector_sequence_[path_]++;
  ReplyReceived reply{ssid_of(path_), sequence, reflected, after};
  if (reflector_ahead_) {
    reply.reflector_received = sent_at(sequence) + kArrived + *reflector_ahead_;
    reply.reflector_sent = sent_at(sequence) + kReplyLeg + *reflector_ahead_;
  }
  if (path_.kind == PathKind::Encrypted && proves_answers_)
    reply.request_encrypted = reply.reply_decrypted = true;
  observe(sent_at(sequence) + after, reply);
}

TimelineBuilder& TimelineBuilder::answered(std::uint32_t first, std::uint32_t last) {
  for (auto sequence = first; sequence <= last; ++sequence) {
    send(sequence);
    reply(sequence, kAnswered);
  }
  return *this;
}

TimelineBuilder& TimelineBuilder::answered_unseen(std::uint32_t first, std::uint32_t last) {
  proves_answers_ = false;
  answered(first, last);
  proves_answers_ = true;
  return *this;
}

TimelineBuilder& TimelineBuilder::late(std::uint32_t first, std::uint32_t last) {
  for (auto sequence = first; sequence <= last; ++sequence) {
    send(sequence);
    reply(sequence, built_.header.criteria.deadline + 1ms);
  }
  return *this;
}

TimelineBuilder& TimelineBuilder::lost(std::uint32_t first, std::uint32_t last) {
  for (auto sequence = first; sequence <= last; ++sequence) send(sequence);
  return *this;
}

TimelineBuilder& TimelineBuilder::reply_lost(std::uint32_t first, std::uint32_t last) {
  reflector_sequence_[path_] += last - first + 1;
  return lost(first, last);
}

TimelineBuilder& TimelineBuilder::refused(std::uint32_t sequence, std::string error) {
  last_sent_ = std::max(last_sent_, sent_at(sequence));
  return observe(sent_at(sequence),
                 ProbeRefused{ssid_of(path_), sequence, std::move(error), bytes_});
}

TimelineBuilder& TimelineBuilder::reflector_restarts() {
  reflector_sequence_[path_] = 0;
  return *this;
}

TimelineBuilder& TimelineBuilder::reflector_clock(Duration ahead) {
  reflector_ahead_ = ahead;
  return *this;
}

TimelineBuilder& TimelineBuilder::size(std::uint32_t bytes) {
  bytes_ = bytes;
  return *this;
}

TimelineBuilder& TimelineBuilder::outer(std::string_view source, std::string_view destination) {
  outer_ = {ip(source), ip(destination)};
  return *this;
}

std::pair<IpAddress, IpAddress> TimelineBuilder::outer_of(ProbeLeg leg) const {
  if (outer_) return *outer_;
  const auto local = addresses_of(path_.local, path_.family).tunnel;
  const auto remote = addresses_of(path_.remote, path_.family).tunnel;
  return leg == ProbeLeg::Request ? std::pair{local, remote} : std::pair{remote, local};
}

TimelineBuilder& TimelineBuilder::encrypted(std::uint32_t sequence, ProbeLeg leg) {
  const auto [source, destination] = outer_of(leg);
  return observe(seen_at(sequence, leg, kEncrypted),
                 ProbeEncrypted{probe_key(path_, sequence), leg, esp_key(sequence, leg), source,
                                destination, 0x3e00});
}

TimelineBuilder& TimelineBuilder::left_uplink(std::uint32_t sequence, ProbeLeg leg) {
  const auto [source, destination] = outer_of(leg);
  return observe(seen_at(sequence, leg, kLeft),
                 ProbeLeftUplink{esp_key(sequence, leg), source, destination});
}

TimelineBuilder& TimelineBuilder::arrived(std::uint32_t sequence, ProbeLeg leg) {
  const bool decrypted = path_.kind == PathKind::Encrypted;
  return observe(seen_at(sequence, leg, kArrived),
                 ProbeArrived{probe_key(path_, sequence), leg, decrypted});
}

TimelineBuilder& TimelineBuilder::arrived_in_clear(std::uint32_t sequence, ProbeLeg leg) {
  return observe(seen_at(sequence, leg, kArrived),
                 ProbeArrived{probe_key(path_, sequence), leg, false});
}

TimelineBuilder& TimelineBuilder::left_in_clear(std::uint32_t sequence, ProbeLeg leg) {
  return observe(seen_at(sequence, leg, kLeft), ProbeLeftInClear{probe_key(path_, sequence), leg});
}

TimelineBuilder& TimelineBuilder::freed(std::string reason, std::uint32_t sequence, ProbeLeg leg) {
  return observe(seen_at(sequence, leg, kFreed),
                 ProbeFreed{probe_key(path_, sequence), leg, std::nullopt, std::move(reason), ""});
}

TimelineBuilder& TimelineBuilder::freed_esp(std::string reason, std::uint32_t sequence,
                                            ProbeLeg leg) {
  return observe(
      seen_at(sequence, leg, kFreed),
      ProbeFreed{std::nullopt, leg, esp_key(sequence, leg), std::move(reason), "ip_rcv_core"});
}

TimelineBuilder& TimelineBuilder::dropped(std::string cause, std::uint32_t sequence, ProbeLeg leg) {
  const ProbeKey key = probe_key(path_, sequence);
  const bool request = leg == ProbeLeg::Request;
  PacketDropped drop;
  drop.cause = std::move(cause);
  drop.probe = key;
  drop.leg = leg;
  drop.source = request ? key.sender : key.reflector;
  drop.destination = request ? key.reflector : key.sender;
  drop.mark = 0x3e00;
  return observe(seen_at(sequence, leg, kDropped), drop);
}

TimelineBuilder& TimelineBuilder::dropped_esp(std::string cause, std::uint32_t sequence,
                                              ProbeLeg leg) {
  const auto [source, destination] = outer_of(leg);
  PacketDropped drop;
  drop.cause = std::move(cause);
  drop.esp = esp_key(sequence, leg);
  drop.source = source;
  drop.destination = destination;
  drop.mark = 0xd00;
  return observe(seen_at(sequence, leg, kDropped), drop);
}

NodeTimeline TimelineBuilder::build() const {
  NodeTimeline built = built_;
  const auto& criteria = built.header.criteria;
  const Instant end = end_.value_or(last_sent_ + criteria.deadline + criteria.interval);
  append_hooks(built, end);
  append_xfrm_stat(built, end);
  built.observations.push_back({end, built.header.node, SessionEnded{end_reason_}});
  return built;
}

Timeline together(const TimelineBuilder& a, const TimelineBuilder& b) {
  return {{a.build(), b.build()}};
}

}  // namespace canary::testing
