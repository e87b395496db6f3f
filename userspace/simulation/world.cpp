// SPDX-License-Identifier: Apache-2.0
#include "simulation/world.h"

#include <algorithm>
#include <queue>

#include "reading/session_span.h"
#include "simulation/clear_truth.h"
#include "simulation/esp_states.h"
#include "simulation/faults_at_work.h"
#include "simulation/told_header.h"
#include "simulation/told_tables.h"
#include "simulation/uplinks.h"

namespace canary::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kBytes = 44;

/// From the uplink to the policy check. A recording may end meanwhile.
constexpr Duration kArrivalTakes = 30us;

enum class Happening : std::uint8_t { Sent, Arrives };

struct Event {
  Instant at;
  std::uint64_t order = 0;  ///< of what happens at the same time
  Happening what = Happening::Sent;
  Packet packet;
  friend bool operator<(const Event& a, const Event& b) {  // the first is on top of the queue
    return std::pair{b.at, b.order} < std::pair{a.at, a.order};
  }
};

std::uint8_t bit_of(ProbeLeg leg) { return leg == ProbeLeg::Request ? 1 : 2; }

class World {
 public:
  explicit World(const History& history)
      : history_(history), dice_(history.seed), states_(history) {
    for (std::size_t node = 0; node < history.nodes.size(); ++node)
      identities_.push_back(identity_of(node, history.family));
    for (std::size_t node = 0; node < history.nodes.size(); ++node)
      observers_.emplace_back(history.nodes[node], header_of(history, node), Dice(dice_.next()));
    truth_.paths.resize(history.paths.size());
    accepted_.resize(history.paths.size());
    reflected_.resize(history.paths.size());
  }

  Played run() {
    for (std::size_t path = 0; path < history_.paths.size(); ++path) add_path(path);
    while (!events_.empty() && events_.top().at < end_) {
      const Event event = events_.top();
      events_.pop();
      happen(event);
    }
    for (; !events_.empty(); events_.pop())
      if (events_.top().what == Happening::Arrives)
        lose_sight(events_.top().packet, Stage::Wire, events_.top().at);
    play_flows(history_, observers_, truth_);
    Played played{{}, std::move(truth_)};
    for (std::size_t node = 0; node < observers_.size(); ++node) {
      if (!history_.nodes[node].records) continue;
      tell_tables(history_, node, observers_[node]);
      auto recording = observers_[node].finish();
      decide(played.truth, node, session_span(recording).to);
      played.timeline.nodes.push_back(std::move(recording));
    }
    return played;
  }

 private:
  void add_path(std::size_t path) {
    const auto& [local, remote, ssid, first, probes, kind] = history_.paths[path];
    const bool of_nodes = kind == PathKind::Control;
    const auto &from = of_nodes ? identities_[local].node : identities_[local].pod,
               &to = of_nodes ? identities_[remote].node : identities_[remote].pod;
    observers_[local].tell(history_.nodes[local].session.from,
                           PathAdded{ssid, identities_[remote].name, kind, from, to});
    truth_.paths[path].resize(probes);
    accepted_[path].resize(probes);
    for (std::uint32_t probe = 0; probe < probes; ++probe)
      push(history_.nodes[local].clock.after_pauses(first + probe * history_.criteria.interval),
           Happening::Sent,
           {path, probe, {from, to, ssid, probe}, ProbeLeg::Request, local, remote});
    end_ = std::max({end_, history_.nodes[local].session.to, history_.nodes[remote].session.to});
  }

  /// What was not answered until the prober's recording ended.
  void decide(Truth& truth, std::size_t node, Instant end) const {
    for (std::size_t path = 0; path < history_.paths.size(); ++path) {
      if (history_.paths[path].local != node) continue;
      for (ProbeTruth& probe : truth.paths[path]) {
        if (probe.answered) continue;
        const bool refused = !probe.deaths.empty() && probe.deaths[0].stage == Stage::SenderSocket;
        if (refused || probe.sent_shown + history_.criteria.deadline <= end)
          probe.outcome = Outcome::Lost;
      }
    }
  }

  void push(Instant at, Happening what, const Packet& packet) {
    events_.push({at, ++order_, what, packet});
  }

  void happen(const Event& event) {
    const bool sent = event.what == Happening::Sent;
    const auto where = sent ? event.packet.from : event.packet.to;
    const Instant awake = history_.nodes[where].clock.when_awake(event.at);
    if (awake != event.at)
      push(awake, event.what, event.packet);
    else if (sent)
      send(event.at, event.packet);
    else
      arrive(event);
  }

  void lose_sight(const Packet& packet, Stage stage, Instant at) {
    if (!history_.nodes[packet.to].records) return;
    const auto where = stage > Stage::Wire ? packet.to : packet.from;
    probe_of(packet).out_of_sight.push_back({stage, where, packet.leg, "", false, false, at});
  }

  ProbeTruth& probe_of(const Packet& packet) { return truth_.paths[packet.path][packet.probe]; }

  void send(Instant at, Packet packet) {
    Observer& prober = observers_[packet.from];
    ProbeTruth& probe = probe_of(packet);
    probe.sent = at;
    probe.sent_shown = prober.clock().shows(at);
    if (faults_.swallow(FaultKind::SendRefused, packet, at)) {
      prober.tell(at, ProbeRefused{packet.key.ssid, packet.key.sequence,
                                   std::string(nature_of(FaultKind::SendRefused).cause), kBytes});
      return;
    }
    prober.tell(at, ProbeSent{packet.key.ssid, packet.key.sequence, kBytes});
    transmit(at, packet);
  }

  /// How a packet leaves its node: what is between nodes as the history has it, and pods' as far as
  /// it does not leak.
  Carriage carriage_of(const Packet& packet, Instant at) {
    if (history_.paths[packet.path].kind == PathKind::Control)
      return history_.encrypts_nodes ? Carriage::Encrypted : Carriage::Clear;
    for (const Leak& leak : history_.leaks)
      if (leak.from == packet.from && leak.to == packet.to && within(leak.span, at) &&
          dice_.one_in(leak.one_in))
        return leak.authenticated ? Carriage::Authenticated : Carriage::Clear;
    return Carriage::Encrypted;
  }

  void transmit(Instant at, Packet packet) {
    at = at + dice_.between(2us, 20us);
    packet.detoured = takes_detour(history_, packet.from, packet.to, at);
    packet.carriage = carriage_of(packet, at);
    if (packet.carriage == Carriage::Encrypted) {
      encrypt(at, packet);
      return;
    }
    uplinks_.leave(packet, at, {}, {});
    if (faults_.free(FaultKind::QueueDrops, packet, at + 1us)) return;
    cross_wire(at, packet);
  }

  void encrypt(Instant at, Packet packet) {
    Observer& sender = observers_[packet.from];
    if (faults_.drop(FaultKind::OutPolicyBlocks, packet, at)) return;
    if (faults_.drop(FaultKind::OutStateMissing, packet, at)) return;
    packet.esp = states_.encrypt(packet.from, packet.to, at);
    const auto &from = identities_[packet.from].tunnel, &to = identities_[packet.to].tunnel;
    const bool seen = sender.see(
        at, Hook::Encryption,
        ProbeEncrypted{packet.key, packet.leg, packet.esp, from, to, kMarkOut,
                       device_of(egress_of(history_.nodes[packet.from], packet.detoured, at))});
    uplinks_.note_encrypted(packet, at, seen);
    for (const Packet& namesake : states_.note_sighting(packet, seen))
      probe_of(namesake).namesake_unseen = true;
    at = at + dice_.between(2us, 20us);
    if (faults_.drop(FaultKind::EncryptionFails, packet, at)) return;
    if (faults_.swallow(FaultKind::NeverLeaves, packet, at)) return;
    if (faults_.free(FaultKind::QueueDrops, packet, at)) return;
    uplinks_.leave(packet, at, from, to);
    cross_wire(at, packet);
  }

  void cross_wire(Instant at, const Packet& packet) {
    if (faults_.swallow(FaultKind::WireLoses, packet, at)) return;
    const auto& wire = history_.wire;
    const auto travel = [&] { return wire.delay + dice_.between(0ns, wire.jitter); };
    const bool waits = wire.delays_one_in != 0 && dice_.one_in(wire.delays_one_in);
    push(at + travel() + (waits ? dice_.between(0ns, wire.longest_delay) : 0ns), Happening::Arrives,
         packet);
    if (wire.duplicates_one_in != 0 && dice_.one_in(wire.duplicates_one_in))
      push(at + travel(), Happening::Arrives, packet);
  }

  void arrive(const Event& event) {
    const Packet& packet = event.packet;
    Observer& receiver = observers_[packet.to];
    const auto prober = history_.paths[packet.path].local;
    const Instant seen = event.at + kArrivalTakes;
    if (!receiver.records(seen) || !observers_[prober].records(seen))
      lose_sight(packet, Stage::Wire, event.at);
    if (packet.carriage != Carriage::Encrypted) {
      come(event.at + dice_.between(1us, 10us), packet);
      return;
    }
    Instant at = event.at;
    if (faults_.free(FaultKind::FirewallDrops, packet, at)) return;
    at = at + dice_.between(1us, 10us);
    if (faults_.drop(FaultKind::InStateMissing, packet, at)) return;
    if (faults_.drop(FaultKind::KeyDiffers, packet, at)) return;
    if (!states_.accept(packet.from, packet.to, at, packet.esp)) {
      const bool is_copy = (accepted_[packet.path][packet.probe] & bit_of(packet.leg)) != 0;
      faults_.refuse_replay(packet, at, is_copy);
      return;
    }
    accepted_[packet.path][packet.probe] |= bit_of(packet.leg);
    come(at + dice_.between(1us, 10us), packet);
  }

  /// It is readable.
  void come(Instant at, const Packet& packet) {
    uplinks_.come(packet, at);
    at = at + dice_.between(1us, 10us);
    const bool meets_policies =
        history_.paths[packet.path].kind == PathKind::Encrypted || history_.encrypts_nodes;
    if (meets_policies && faults_.drop(FaultKind::InPolicyMissing, packet, at)) return;
    packet.leg == ProbeLeg::Request ? reflect(at, packet) : receive(at, packet);
  }

  void reflect(Instant at, const Packet& request) {
    at = at + dice_.between(5us, 50us);
    if (faults_.free(FaultKind::SocketMissing, request, at)) return;
    if (faults_.swallow(FaultKind::ReflectorSilent, request, at)) return;
    Packet reply = request;
    std::swap(reply.from, reply.to);
    reply.leg = ProbeLeg::Reply;
    reply.reflected = reflected_[request.path]++;
    reply.reflector_received = at;
    reply.reflector_sent = at + dice_.between(5us, 100us);
    transmit(reply.reflector_sent, reply);
  }

  void receive(Instant at, const Packet& reply) {
    at = at + dice_.between(5us, 50us);
    Observer& prober = observers_[reply.to];
    ProbeTruth& probe = probe_of(reply);
    if (!prober.records(at)) {
      lose_sight(reply, Stage::ReceiverSocket, at);
      return;
    }
    const Instant shown = prober.clock().shows(at);
    if (!probe.answered) {
      probe.answered = at;
      const bool in_time = shown - probe.sent_shown <= history_.criteria.deadline;
      probe.outcome = in_time ? Outcome::Answered : Outcome::Late;
    }
    const Duration spent = reply.reflector_sent - reply.reflector_received;
    ReplyReceived received{reply.key.ssid, reply.key.sequence, reply.reflected,
                           shown - probe.sent_shown - spent};
    tell_reflector_time(reply, received);
    prober.tell(at, received);
  }

  void tell_reflector_time(const Packet& reply, ReplyReceived& received) const {
    const SimulatedNode& reflector = history_.nodes[reply.from];
    if (reflector.reflector_clock == ReflectorClock::Untold) return;
    const Duration ahead = reflector.reflector_clock == ReflectorClock::Other ? 37s : 0s;
    received.reflector_received = reflector.clock.shows(reply.reflector_received) + ahead;
    received.reflector_sent = reflector.clock.shows(reply.reflector_sent) + ahead;
  }

  const History& history_;
  Dice dice_;
  EspStates states_;
  std::vector<NodeIdentity> identities_;
  std::vector<Observer> observers_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0;
  std::vector<std::vector<std::uint8_t>> accepted_;  ///< by path and probe: which legs
  std::vector<std::uint32_t> reflected_;             ///< by path: what its reflector has received
  Truth truth_;
  FaultsAtWork faults_{history_, dice_, identities_, observers_, truth_};
  Uplinks uplinks_{history_, observers_, truth_};
  Instant end_ = kStart;
};

}  // namespace

Played play(const History& history) { return World(history).run(); }

}  // namespace canary::simulation
