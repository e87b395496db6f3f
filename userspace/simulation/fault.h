// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "model/verdict.h"

namespace canary::simulation {

/// Where and how packets die, in the order in which a packet meets it.
enum class FaultKind : std::uint8_t {
  SendRefused,  ///< sendto fails; of requests only
  OutPolicyBlocks,
  OutStateMissing,
  EncryptionFails,  ///< after the packet was given its number
  NeverLeaves,      ///< encrypted, and nobody tells what became of it
  QueueDrops,       ///< encrypted, and freed on the sender outside of XFRM
  WireLoses,
  FirewallDrops,  ///< freed on the receiver while it is encrypted
  InStateMissing,
  KeyDiffers,
  InPolicyMissing,
  SocketMissing,    ///< freed in the pod's namespace; of requests only
  ReflectorSilent,  ///< received, and neither freed nor answered; of requests only
};

inline constexpr std::size_t kFaultKinds = 13;

/// What a fault does to a packet.
struct FaultNature {
  FaultKind kind;
  std::string_view words;  ///< "the policy out blocks"
  Stage stage;
  std::string_view cause;  ///< MIB name, drop reason or error; empty where nobody tells one
  bool of_xfrm = false;    ///< XFRM counts it
};

[[nodiscard]] const FaultNature& nature_of(FaultKind kind);

/// One trouble of packets from one node to another, requests as well as replies.
struct Fault {
  FaultKind kind = FaultKind::WireLoses;
  std::size_t from = 0, to = 0;  ///< nodes
  Instant begins, ends;          ///< true time
  std::uint32_t one_in = 1;      ///< of the packets that it meets, so many die
  /// The kernel cannot tell which packet it dropped: XFRM's drops have no name then, and with
  /// `addressless` no addresses either.
  bool nameless = false, addressless = false;
};

}  // namespace canary::simulation
