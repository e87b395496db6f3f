// SPDX-License-Identifier: Apache-2.0
#include "session/peer_evidence.h"

#include <algorithm>

#include "cluster/evidence_client.h"
#include "fates/unexplained.h"

namespace canary {
namespace {

std::vector<PeerQuestion> make_questions(const NodeTimeline& own, const VerifyOptions& options,
                                         Instant now) {
  const auto lost = find_unexplained(own);
  std::vector<PeerQuestion> questions;
  for (const PeerSpec& peer : options.peers) {
    if (std::ranges::find(lost, peer.name, &LostProbe::remote) == lost.end()) continue;
    PeerQuestion question{peer.name, {}, make_question(own, lost, peer.name, now)};
    for (const IpAddress& address : peer.control)
      question.endpoints.push_back({address, options.evidence.port});
    questions.push_back(std::move(question));
  }
  return questions;
}

}  // namespace

PeerEvidence ask_for_evidence(const NodeTimeline& own, const VerifyOptions& options,
                              const EvidenceSecrets& secrets, const BootClock& clock) {
  const auto questions = make_questions(own, options, clock.now());
  EvidenceClientOptions asking;
  asking.netns = options.netns.node;
  asking.token = secrets.token;
  asking.tls = secrets.client_tls;
  auto answers = ask_peers(questions, own.header, asking);
  PeerEvidence evidence;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i])
      evidence.told.push_back(*std::move(answers[i]));
    else
      evidence.not_asked.push_back({questions[i].peer, answers[i].error()});
  }
  return evidence;
}

void add_peer_evidence(LiveTimeline& timeline, const VerifyOptions& options,
                       const EvidenceSecrets& secrets, const BootClock& clock) {
  auto evidence = ask_for_evidence(timeline.timeline().nodes.front(), options, secrets, clock);
  for (PeerNotAsked& peer : evidence.not_asked) timeline.observe(clock.now(), std::move(peer));
  for (NodeTimeline& told : evidence.told) timeline.add_told(std::move(told));
}

}  // namespace canary
