// SPDX-License-Identifier: Apache-2.0
#include "model/drop_cause.h"

#include <algorithm>
#include <array>

namespace canary {
namespace {

using enum Direction;
using enum Stage;

// Names: net/xfrm/xfrm_proc.c. Meaning: Documentation/networking/xfrm_proc.rst and the places of
// XFRM_INC_STATS in net/xfrm/xfrm_{input,output,policy}.c, Linux 6.1 and 6.12.
constexpr std::array kCauses{
    DropCauseInfo{"XfrmInError", In, ReceiverDecrypt,
                  "an inbound error that has no name of its own"},
    DropCauseInfo{"XfrmInBufferError", In, ReceiverDecrypt, "no buffer was left for the packet"},
    DropCauseInfo{"XfrmInHdrError", In, ReceiverDecrypt, "the ESP or inner header cannot be read"},
    DropCauseInfo{"XfrmInNoStates", In, ReceiverDecrypt,
                  "no state matches the packet's destination, SPI, protocol and mark"},
    DropCauseInfo{"XfrmInStateProtoError", In, ReceiverDecrypt,
                  "decryption failed: wrong key, or the packet was altered"},
    DropCauseInfo{"XfrmInStateModeError", In, ReceiverDecrypt,
                  "the packet does not fit the state's mode"},
    DropCauseInfo{"XfrmInStateSeqError", In, ReceiverDecrypt,
                  "the ESP sequence number is outside of the replay window or was seen before"},
    DropCauseInfo{"XfrmInStateExpired", In, ReceiverDecrypt, "the state has expired"},
    DropCauseInfo{"XfrmInStateMismatch", In, ReceiverDecrypt,
                  "the packet does not fit the state's selector or encapsulation"},
    DropCauseInfo{"XfrmInStateInvalid", In, ReceiverDecrypt,
                  "the state is being deleted or is not yet valid"},
    DropCauseInfo{"XfrmInTmplMismatch", In, ReceiverPolicy,
                  "no template of the policy fits the state that decrypted the packet"},
    DropCauseInfo{"XfrmInNoPols", In, ReceiverPolicy,
                  "the packet was decrypted but no policy allows it in"},
    DropCauseInfo{"XfrmInPolBlock", In, ReceiverPolicy, "an inbound policy says block"},
    DropCauseInfo{"XfrmInPolError", In, ReceiverPolicy, "the inbound policy cannot be applied"},
    DropCauseInfo{"XfrmOutError", Out, SenderEncrypt,
                  "an outbound error that has no name of its own"},
    DropCauseInfo{"XfrmOutBundleGenError", Out, SenderPolicy,
                  "the route through the states failed"},
    DropCauseInfo{"XfrmOutBundleCheckError", Out, SenderPolicy,
                  "the route through the states is no longer valid"},
    DropCauseInfo{"XfrmOutNoStates", Out, SenderPolicy,
                  "a policy asks for encryption but no state satisfies its template"},
    DropCauseInfo{"XfrmOutStateProtoError", Out, SenderEncrypt, "encryption failed"},
    DropCauseInfo{"XfrmOutStateModeError", Out, SenderEncrypt,
                  "the packet is too large after encapsulation and must not be fragmented"},
    DropCauseInfo{"XfrmOutStateSeqError", Out, SenderEncrypt,
                  "the state's sequence numbers are exhausted"},
    DropCauseInfo{"XfrmOutStateExpired", Out, SenderEncrypt, "the state has expired"},
    DropCauseInfo{"XfrmOutPolBlock", Out, SenderPolicy, "an outbound policy says block"},
    DropCauseInfo{"XfrmOutPolDead", Out, SenderPolicy, "the policy was deleted meanwhile"},
    DropCauseInfo{"XfrmOutPolError", Out, SenderPolicy, "the outbound policy cannot be applied"},
    DropCauseInfo{"XfrmFwdHdrError", Out, SenderPolicy,
                  "the header of a forwarded packet cannot be read, or it has no route"},
    DropCauseInfo{"XfrmOutStateInvalid", Out, SenderEncrypt,
                  "the state is being deleted or is not yet valid"},
    DropCauseInfo{"XfrmAcquireError", Out, SenderPolicy,
                  "the state was still being acquired when the packet came"},
    DropCauseInfo{"XfrmOutStateDirError", Out, SenderEncrypt,
                  "the state is meant for inbound packets"},
    DropCauseInfo{"XfrmInStateDirError", In, ReceiverDecrypt,
                  "the state is meant for outbound packets"},
    DropCauseInfo{"XfrmInIptfsError", In, ReceiverDecrypt, "the IP-TFS payload cannot be read"},
    DropCauseInfo{"XfrmOutNoQueueSpace", Out, SenderEncrypt, "the state's IP-TFS queue is full"},
};

}  // namespace

std::string_view to_text(Direction direction) { return direction == In ? "in" : "out"; }

std::span<const DropCauseInfo> known_drop_causes() { return kCauses; }

DropCauseInfo describe_drop_cause(std::string_view name) {
  const auto* found = std::ranges::find(kCauses, name, &DropCauseInfo::name);
  if (found != kCauses.end()) return *found;
  if (name.starts_with("XfrmIn"))
    return {name, In, ReceiverDecrypt, "a cause that this version does not know"};
  return {name, Out, SenderPolicy, "a cause that this version does not know"};
}

}  // namespace canary
