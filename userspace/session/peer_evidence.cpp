// SPDX-License-Identifier: Apache-2.0
#include "session/peer_evidence.h"

#include <algorithm>

#include "analysis/unexplained.h"
#include "cluster/evidence_client.h"

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

void add_peer_evidence(LiveTimeline& timeline, const VerifyOptions& options,
                       const EvidenceSecrets& secrets, const BootClock& clock) {
  const NodeTimeline& own = timeline.timeline().nodes.front();
  const auto questions = make_questions(own, options, clock.now());
  EvidenceClientOptions asking;
  asking.netns = options.netns.node;
  asking.token = secrets.token;
  asking.tls = secrets.client_tls;
  auto answers = ask_peers(questions, own.header, asking);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (!answers[i])
      timeline.observe(clock.now(), PeerNotAsked{questions[i].peer, answers[i].error()});
  for (auto& answer : answers)
    if (answer) timeline.add_told(*std::move(answer));
}

}  // namespace canary
