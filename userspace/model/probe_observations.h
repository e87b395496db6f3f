// SPDX-License-Identifier: Apache-2.0
// What the room probe/ sees: probes that are sent, and what comes back. See observation.h.
#pragma once

#include <cstdint>
#include <optional>

#include "base/ip_address.h"
#include "base/time.h"
#include "model/no_answer.h"
#include "model/path.h"

namespace canary {

/// A path is probed from now on. `ssid` names it in all later observations of the same node.
struct PathAdded {
  Ssid ssid = 0;
  NodeName remote;
  PathKind kind = PathKind::Encrypted;
  IpAddress sender;     ///< local address that probes leave from
  IpAddress reflector;  ///< remote address that is probed
  bool operator==(const PathAdded&) const = default;
};

struct ProbeSent {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;
  std::uint32_t bytes = 0;  ///< UDP payload
  bool operator==(const ProbeSent&) const = default;
};

/// A reply came. Duplicates are recorded as they come; the analysis takes the first.
struct ReplyReceived {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;            ///< the sender's, echoed
  std::uint32_t reflector_sequence = 0;  ///< counts what the reflector received in this session
  Duration rtt{};                        ///< without the reflector's own time
  /// When the reflector received the request and sent the reply, by its own clock. That clock may
  /// differ by anything, step, or count in TAI, and what it tells may be wrong: only the analysis
  /// of clock offsets may read it. Absent in recordings of earlier versions.
  std::optional<Instant> reflector_received{}, reflector_sent{};
  /// Whether this node's kernel was seen to encrypt the request and to decrypt this reply, where
  /// the observations that told it are no longer kept.
  std::optional<bool> request_encrypted{}, reply_decrypted{};
  bool operator==(const ReplyReceived&) const = default;
};

/// A probe could not be handed to the kernel: errno of sendto. Not network loss, but a fate.
struct ProbeRefused {
  Ssid ssid = 0;
  std::uint32_t sequence = 0;
  std::string error;                     ///< "Operation not permitted"
  std::optional<std::uint32_t> bytes{};  ///< UDP payload; absent in older recordings
  bool operator==(const ProbeRefused&) const = default;
};

/// Something else than an answer came back on a path: told at once, and then now and then.
struct NoAnswer {
  Ssid ssid = 0;
  NoAnswerReason reason = NoAnswerReason::NoMatch;
  IpAddress source;         ///< who sent it
  std::uint16_t port = 0;   ///< from where; of NobodyListens, the one that was probed
  std::uint64_t count = 1;  ///< how many came since this was told last
  bool operator==(const NoAnswer&) const = default;
};

/// The reflector of this node did not answer probes that are not authentic with its key.
struct RequestsRefused {
  IpAddress source;         ///< who probes
  IpAddress asked;          ///< the address that was probed
  std::uint64_t count = 1;  ///< how many came since this was told last
  bool operator==(const RequestsRefused&) const = default;
};

/// The prober could not send in time between `since` and the observation's time (CPU starvation).
struct ProberStalled {
  Instant since;
  bool operator==(const ProberStalled&) const = default;
};

}  // namespace canary
