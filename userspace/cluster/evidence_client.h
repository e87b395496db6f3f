// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "base/socket_address.h"
#include "base/time.h"
#include "cluster/evidence_request.h"
#include "cluster/tls_context.h"

namespace canary {

struct EvidenceClientOptions {
  std::string netns{};  ///< as for ScopedNetns: where peers are reached from
  std::string token;
  TlsContext tls{};                          ///< empty: in the clear
  Duration limit = std::chrono::seconds(2);  ///< of all peers together
};

/// A question, and the places to ask it: in turn, until one is there; each has a share of the time.
struct PeerQuestion {
  NodeName peer;
  std::vector<Endpoint> endpoints;
  EvidenceQuestion question;
};

/// The timeline that a peer told, or why it did not: "connection refused".
using PeerAnswer = std::expected<NodeTimeline, std::string>;

/// Asks every peer once, at the same time; the answers are in the order of the questions. Waits no
/// longer than the limit and reads no more than kLargestAnswer from each, whatever a peer does. The
/// headers of the answers say what they are: told to `asker`, until when, for its criteria.
[[nodiscard]] std::vector<PeerAnswer> ask_peers(std::span<const PeerQuestion> questions,
                                                const SessionHeader& asker,
                                                const EvidenceClientOptions& options);

}  // namespace canary
