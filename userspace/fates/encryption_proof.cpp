// SPDX-License-Identifier: Apache-2.0
#include "fates/encryption_proof.h"

#include <algorithm>

namespace canary {
namespace {

/// What was seen of one packet of a probe.
struct LegSeen {
  bool encrypted = false;    ///< a state that encrypts took it, or it came out of one
  bool in_clear = false;     ///< it left, or came in, without
  bool null_cipher = false;  ///< in the clear behind ESP
  bool bare = false;         ///< in the clear, and neither behind ESP nor behind AH
  void add(const LegSeen& more) {
    encrypted |= more.encrypted;
    in_clear |= more.in_clear;
    null_cipher |= more.null_cipher;
    bare |= more.bare;
  }
};

LegSeen read(const Observation& seen, const ProbeKey& probe) {
  if (const auto* taken = std::get_if<ProbeEncrypted>(&seen.what)) {
    if (taken->probe != probe) return {};
    return {.encrypted = !taken->null_cipher,
            .in_clear = taken->null_cipher,
            .null_cipher = taken->null_cipher};
  }
  if (const auto* arrived = std::get_if<ProbeArrived>(&seen.what); arrived != nullptr) {
    if (arrived->probe != probe) return {};
    const bool encrypted = arrived->decrypted && !arrived->null_cipher;
    return {.encrypted = encrypted,
            .in_clear = !encrypted,
            .null_cipher = arrived->null_cipher,
            .bare = !arrived->decrypted && !arrived->authenticated};
  }
  if (const auto* clear = std::get_if<ProbeLeftInClear>(&seen.what))
    return {.in_clear = clear->probe == probe,
            .bare = clear->probe == probe && !clear->authenticated};
  return {};
}

LegSeen look(const NodeEvidence* node, const ProbeKey& probe, ProbeLeg leg, const Span& window) {
  LegSeen all;
  if (node == nullptr) return all;
  for (const Sighting& sighting : node->of_probe(probe, leg, window))
    if (!std::holds_alternative<ProbeLeftInClear>(sighting.seen->what) ||
        !node->sight().device_encrypts(sighting.at()))
      all.add(read(*sighting.seen, probe));
  return all;
}

/// The two ends of a path, as far as they recorded.
struct Ends {
  const NodeEvidence& prober;
  const NodeEvidence* reflector;

  /// In a recording of its own node a probe's name stands for it alone, and where that node's clock
  /// stood still its packets may seem to come long after the deadline. The other end may have seen
  /// an earlier session's probe of the same name.
  [[nodiscard]] LegSeen look_for(const ProbeKey& probe, ProbeLeg leg, const Span& window) const {
    LegSeen all = look(&prober, probe, leg, prober.sight().session());
    if (reflector == nullptr) return all;
    const Duration apart = tolerance_between(prober, *reflector, window.from);
    all.add(look(reflector, probe, leg, {window.from - apart, window.to + apart}));
    return all;
  }
};

/// Whether hooks stood at all uplinks then. Where one never ran, packets may have left by another
/// way.
bool stood_at_exits(const Sight& sight, const Span& window) {
  const Span watched{window.from, std::min(window.to, sight.session().to)};
  bool some = false;
  for (const HookReport& hook : sight.hooks()) {
    if (!hook.name.starts_with("tc_egress")) continue;
    some = true;
    if (std::ranges::none_of(hook.attached, [&](const Span& attached) {
          return attached.from <= watched.from && watched.to <= attached.to;
        }))
      return false;
  }
  return some && sight.events_lost() == 0;
}

class Prover {
 public:
  Prover(const PathProbes& path, const Ends& ends) : path_(path), ends_(ends) {}

  PathProof prove() {
    for (const ProbeResult& probe : path_.probes) {
      if (probe.outcome == Outcome::Answered) note_answered(probe);
      if (probe.outcome == Outcome::Lost) note_lost(probe);
    }
    return proof_;
  }

 private:
  [[nodiscard]] Span window_of(const ProbeResult& probe) const {
    return {probe.sent, probe.sent + ends_.prober.header().criteria.deadline};
  }

  void note_answered(const ProbeResult& probe) {
    const Span window = window_of(probe);
    note_way_out(probe, window);
    auto request = ends_.look_for(path_.key_of(probe), ProbeLeg::Request, window);
    auto reply = ends_.look_for(path_.key_of(probe), ProbeLeg::Reply, window);
    request.encrypted |= probe.request_encrypted;
    reply.encrypted |= probe.reply_decrypted;
    if (request.in_clear || reply.in_clear) {
      ++proof_.in_clear;
      const bool bare = request.bare || reply.bare;
      const bool null_cipher = request.null_cipher || reply.null_cipher;
      proof_.authenticated += bare || null_cipher ? 0 : 1;
      proof_.null_cipher += !bare && null_cipher ? 1 : 0;
      if (!proof_.first_in_clear) proof_.first_in_clear = probe.sent;
      proof_.last_in_clear = probe.sent;
      proof_.answered_since_clear = 0;
      proof_.proved_at_end = 0;
      return;
    }
    ++proof_.answered_since_clear;
    if (request.encrypted && reply.encrypted) {
      ++proof_.proved;
      ++proof_.proved_at_end;
    } else {
      note_unproved(request, reply, window);
    }
  }

  /// What answers left out say of it is that it was seen leaving: daemons keep all others.
  void note_way_out(const ProbeResult& probe, const Span& window) {
    const NodeEvidence& prober = ends_.prober;
    const Span whole = prober.sight().session();
    for (const Sighting& sighting :
         prober.of_probe(path_.key_of(probe), ProbeLeg::Request, whole)) {
      const auto* encrypted = std::get_if<ProbeEncrypted>(&sighting.seen->what);
      if (encrypted == nullptr || encrypted->probe != path_.key_of(probe)) continue;
      if (!prober.of_esp<ProbeLeftUplink>(encrypted->esp, whole).empty()) return;
      if (stood_at_exits(prober.sight(), window)) ++proof_.not_seen_leaving;
      return;
    }
  }

  void note_unproved(const LegSeen& request, const LegSeen& reply, const Span& window) {
    proof_.proved_at_end = 0;
    if (ends_.prober.sight().blind_in(window) != nullptr) {
      ++proof_.unwatched;
      proof_.last_unwatched = window.from;
      return;
    }
    ++proof_.unseen;
    proof_.unseen_requests += request.encrypted ? 0 : 1;
    proof_.unseen_replies += reply.encrypted ? 0 : 1;
  }

  void note_lost(const ProbeResult& probe) {
    const auto seen = ends_.look_for(path_.key_of(probe), ProbeLeg::Request, window_of(probe));
    // What a null cipher leaves in the clear went through IPsec all the same.
    if (seen.in_clear && !seen.null_cipher) proof_.lost_in_clear.push_back(probe.sent);
    if (seen.encrypted || seen.null_cipher) proof_.lost_encrypted.push_back(probe.sent);
  }

  const PathProbes& path_;
  const Ends& ends_;
  PathProof proof_;
};

}  // namespace

const NodeEvidence* ProofFinder::node(const NodeName& name) const {
  const auto found = std::ranges::find(nodes_, name, &NodeEvidence::node);
  return found == nodes_.end() ? nullptr : &*found;
}

PathProof ProofFinder::find(const PathProbes& path) const {
  const NodeEvidence* prober = node(path.path.local);
  if (prober == nullptr) return {};
  const Ends ends{*prober, node(path.path.remote)};
  return Prover(path, ends).prove();
}

}  // namespace canary
