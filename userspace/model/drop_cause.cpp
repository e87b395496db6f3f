// SPDX-License-Identifier: Apache-2.0
#include "model/drop_cause.h"

#include <algorithm>
#include <array>

namespace canary {
namespace {

using enum Direction;
using enum Stage;
using enum TableQuestion;

// Lines of guidance that several causes share.
constexpr Lines kLookAtMemory{"free -m; dmesg | grep -i 'page allocation failure'",
                              "nstat -az | grep -i xfrm"};
constexpr Lines kIgnoreFew{
    "a few are normal when pods or nodes go; look further only if they go on"};
constexpr Lines kLookAtStates{"xfrm-canary inspect", "ip -s xfrm state list nokeys"};
constexpr Lines kLookAtPolicies{"xfrm-canary inspect", "ip xfrm policy list"};
constexpr Lines kRestartAgent{
    "restart the agent of that node: it installs its policies anew, and states that are missing"};
constexpr Lines kErrorReasons{
    "offload or asynchronous ciphers that failed; a protocol without handler"};
constexpr Lines kExpiredReasons{
    "a hard limit of packets, bytes or seconds was reached and nobody renewed it"};
constexpr Lines kExpiredDo{
    "let whoever owns the state add it anew; Cilium's states have no limits"};
constexpr Lines kInvalidReasons{"packets came while the state was being deleted or negotiated"};
constexpr Lines kBundleReasons{"no route to the outer destination, or no source address for it"};
constexpr Lines kBundleLook{"ip route get OUTER_DESTINATION; xfrm-canary inspect"};
constexpr Lines kBundleDo{
    "repair the route, or remove the policy whose outer address is no node's"};
constexpr Lines kOutNoStatesDo{
    "remove what stands in its place (inspect names it), then restart the agent",
    "stop `ip xfrm monitor`; use `ip xfrm monitor SA policy` instead"};
constexpr Lines kDirReasons{
    "a state that is meant for one direction was found for the other (Linux 6.10 on)"};
constexpr Lines kDirDo{
    "let the agent add its states anew; mark and address of the two directions overlap"};

// Names: net/xfrm/xfrm_proc.c. Meaning: Documentation/networking/xfrm_proc.rst and the places of
// XFRM_INC_STATS in net/xfrm/xfrm_{input,output,policy,iptfs}.c, Linux 6.1 to 6.18.
constexpr std::array<DropCauseInfo, 32> kCauses{
    DropCauseInfo("XfrmInError", "inbound_other", In, ReceiverDecrypt, None,
                  "an inbound error that has no name of its own", kErrorReasons, kLookAtMemory,
                  kIgnoreFew),
    DropCauseInfo("XfrmInBufferError", "inbound_no_buffer", In, ReceiverDecrypt, None,
                  "no buffer was left for the packet",
                  {"the node is short of memory, or the packet has too many fragments"},
                  kLookAtMemory, kIgnoreFew),
    DropCauseInfo("XfrmInHdrError", "inbound_header", In, ReceiverDecrypt, None,
                  "the ESP or inner header cannot be read",
                  {"a damaged packet, or something that is no ESP on UDP port 4500",
                   "a device on the way that cuts packets"},
                  kLookAtStates, kIgnoreFew),
    DropCauseInfo("XfrmInNoStates", "inbound_no_state", In, ReceiverDecrypt, State,
                  "no state matches the packet's destination, SPI, protocol and mark",
                  {"the peer uses an SPI or outer address that this node has no state for: "
                   "one of the two was upgraded and the other was not, a rotated key has not "
                   "reached this node, or the node was deleted and added",
                   "the agent removed the state before it added the new one (a gap of under "
                   "a millisecond for each node)",
                   "the packet's mark is not what the state asks for: the program that sets "
                   "0xd00 on arriving ESP is missing or older",
                   "a packet was encrypted twice: endpoint and host programs of two releases "
                   "(1.13.0 and 1.13.1) ran together"},
                  {"xfrm-canary inspect", "ip -s xfrm state list nokeys  # on both nodes",
                   "tc filter show dev UPLINK ingress; bpftool net"},
                  {"during a roll-out: upgrade the remaining nodes, it ends with the last "
                   "one",
                   "afterwards: restart the agent of the node that lacks the state",
                   "if the mark is at fault: restart the agent, which loads its programs "
                   "again"}),
    DropCauseInfo("XfrmInStateProtoError", "inbound_state_protocol", In, ReceiverDecrypt, Key,
                  "decryption failed: wrong key, or the packet was altered",
                  {"the keys of the two ends differ: a rotation that one end missed, or "
                   "per-tunnel keys that were derived from other inputs (boot ID, address "
                   "form)",
                   "the peer's state was made anew and counts from 1 while this end expects "
                   "higher ESN numbers",
                   "with ESN: a packet that was overtaken by more than the replay window "
                   "holds; the upper half of its number is guessed wrong then, and its "
                   "integrity check fails",
                   "the packet was altered on its way"},
                  kLookAtStates,
                  {"rotate the key: both ends get fresh states",
                   "Cilium 1.13.2 and later: restarting the agent does not help, since it "
                   "keeps a state that looks right (cilium 39720)"}),
    DropCauseInfo("XfrmInStateModeError", "inbound_state_mode", In, ReceiverDecrypt, None,
                  "the packet does not fit the state's mode",
                  {"transport mode on one end and tunnel mode on the other"}, kLookAtStates,
                  {"let one agent own XFRM: remove the states that somebody else installed"}),
    DropCauseInfo("XfrmInStateSeqError", "inbound_state_sequence", In, ReceiverDecrypt,
                  ReplayWindow,
                  "the ESP sequence number is outside of the replay window or was seen "
                  "before",
                  {"the network reorders more than the replay window holds, or duplicates "
                   "packets",
                   "the peer rebooted and counts from 1 with the same key and SPI",
                   "somebody replays old packets"},
                  kLookAtStates,
                  {"after a reboot of the peer: rotate the key; Cilium 1.13.2 and later "
                   "keeps a state that looks right when its agent is restarted",
                   "with reordering: a larger replay window, or none as Cilium before 1.16 "
                   "has it"}),
    DropCauseInfo("XfrmInStateExpired", "inbound_state_expired", In, ReceiverDecrypt, HardLimit,
                  "the state has expired", kExpiredReasons, kLookAtStates, kExpiredDo),
    DropCauseInfo("XfrmInStateMismatch", "inbound_state_mismatched", In, ReceiverDecrypt, None,
                  "the packet does not fit the state's selector or encapsulation",
                  {"the state's selector does not hold the inner addresses, protocol or ports",
                   "ESP in UDP arrives where the state expects plain ESP, or the reverse"},
                  kLookAtStates,
                  {"let the daemon of IKE negotiate the states anew",
                   "Cilium: rotate the key; 1.13.2 and later keeps a state when its agent is "
                   "restarted"}),
    DropCauseInfo("XfrmInStateInvalid", "inbound_state_invalid", In, ReceiverDecrypt, None,
                  "the state is being deleted or is not yet valid", kInvalidReasons, kLookAtStates,
                  kIgnoreFew),
    DropCauseInfo("XfrmInTmplMismatch", "inbound_template_mismatched", In, ReceiverPolicy, Template,
                  "no template of the policy fits the state that decrypted the packet",
                  {"the state that decrypted has another reqid, SPI, mode or source than the "
                   "policy's template asks for",
                   "two agents (or two releases) take turns in installing the fwd or in "
                   "policy",
                   "a packet in the clear came where only encrypted ones are allowed"},
                  kLookAtPolicies, kRestartAgent),
    DropCauseInfo("XfrmInNoPols", "inbound_no_policy", In, ReceiverPolicy, Policy,
                  "the packet was decrypted but no policy allows it in",
                  {"the fwd policy for the pods' range is missing, or asks for a mark that "
                   "was cleared",
                   "the packet kept its security path into a pod's network namespace, which "
                   "has no policy",
                   "the state has another if_id than the policies in and fwd",
                   "in the clear: no policy takes the packet, and the node blocks that by "
                   "default (ip xfrm policy getdefault)"},
                  kLookAtPolicies, kRestartAgent),
    DropCauseInfo("XfrmInPolBlock", "inbound_policy_blocked", In, ReceiverPolicy, Block,
                  "an inbound policy says block", {"an in or fwd policy says block"},
                  kLookAtPolicies, kRestartAgent),
    DropCauseInfo("XfrmInPolError", "inbound_policy", In, ReceiverPolicy, None,
                  "the inbound policy cannot be applied",
                  {"a policy could not be read or resolved while it was being changed"},
                  kLookAtPolicies, kIgnoreFew),
    DropCauseInfo("XfrmOutError", "outbound_other", Out, SenderEncrypt, None,
                  "an outbound error that has no name of its own", kErrorReasons, kLookAtMemory,
                  kIgnoreFew),
    DropCauseInfo("XfrmOutBundleGenError", "outbound_bundle_generation", Out, SenderPolicy, None,
                  "the route through the states failed", kBundleReasons, kBundleLook, kBundleDo),
    DropCauseInfo("XfrmOutBundleCheckError", "outbound_bundle_check", Out, SenderPolicy, None,
                  "the route through the states is no longer valid", kBundleReasons, kBundleLook,
                  kBundleDo),
    DropCauseInfo("XfrmOutNoStates", "outbound_no_state", Out, SenderPolicy, Template,
                  "a policy asks for encryption but no state satisfies its template",
                  {"the state was removed, or the agent could not add it (file exists): an "
                   "older one with an overlapping mark stands in its place",
                   "the policy asks for another reqid, SPI or mark than the state has",
                   "somebody listens to XFRMNLGRP_ACQUIRE (ip xfrm monitor): a larval state "
                   "blocks the agent's own"},
                  kLookAtStates, kOutNoStatesDo),
    DropCauseInfo("XfrmOutStateProtoError", "outbound_state_protocol", Out, SenderEncrypt, None,
                  "encryption failed",
                  {"the cipher failed, or the packet was too large after encryption"},
                  kLookAtStates, kIgnoreFew),
    DropCauseInfo(
        "XfrmOutStateModeError", "outbound_state_mode", Out, SenderEncrypt, None,
        "the packet is too large after encapsulation and must not be fragmented",
        {"the packet is too large after encapsulation, and must not be fragmented "
         "(xfrm4_tunnel_check_size())"},
        {"ip route get OUTER_DESTINATION  # its MTU", "ip -s link show  # the devices' MTU"},
        {"lower the MTU of pods by what encapsulation adds, or raise that of the "
         "uplink; a few are normal while path MTU discovery learns"}),
    DropCauseInfo("XfrmOutStateSeqError", "outbound_state_sequence", Out, SenderEncrypt,
                  SequenceEnd, "the state's sequence numbers are exhausted",
                  {"2^32 packets went through a state without ESN (about 10 days at 5,000 a "
                   "second)",
                   "a state was restored with a sequence number near its end"},
                  kLookAtStates, {"rotate the key now; use ESN where the agent offers it"}),
    DropCauseInfo("XfrmOutStateExpired", "outbound_state_expired", Out, SenderEncrypt, HardLimit,
                  "the state has expired", kExpiredReasons, kLookAtStates, kExpiredDo),
    DropCauseInfo("XfrmOutPolBlock", "outbound_policy_blocked", Out, SenderPolicy, Block,
                  "an outbound policy says block",
                  {"an upgrade cleaned old policies up and the pod's program still sets the "
                   "old mark: it ends when all endpoints are regenerated, which is about "
                   "when the agent is ready",
                   "the packet's node ID has no policy: a node was missed, or its ID was "
                   "given away twice",
                   "a rotated SPI is marked before its policies are there",
                   "no policy holds the packet's addresses: only the default-drop policy matches, "
                   "or the node blocks by default (ip xfrm policy getdefault)"},
                  {"xfrm-canary inspect", "ip xfrm policy list dir out",
                   "cilium-dbg bpf nodeid list  # does the mark's upper half name the peer?"},
                  {"during an upgrade: wait until the agent is ready, then judge again",
                   "afterwards: restart the agent of the dropping node"}),
    DropCauseInfo("XfrmOutPolDead", "outbound_policy_dead", Out, SenderPolicy, None,
                  "the policy was deleted meanwhile",
                  {"packets came while the policy was being deleted"}, kLookAtPolicies, kIgnoreFew),
    DropCauseInfo("XfrmOutPolError", "outbound_policy", Out, SenderPolicy, Template,
                  "the outbound policy cannot be applied",
                  {"no source address can be found for a template without source",
                   "a state with the template's SPI and destination exists, but with another "
                   "reqid, mode or source"},
                  kBundleLook, kBundleDo),
    DropCauseInfo("XfrmFwdHdrError", "inbound_forward_header", Out, SenderPolicy, None,
                  "the header of a forwarded packet cannot be read, or it has no route",
                  {"a forwarded packet without route, or one whose header is cut off"}, kBundleLook,
                  kIgnoreFew),
    DropCauseInfo("XfrmOutStateInvalid", "outbound_state_invalid", Out, SenderEncrypt, None,
                  "the state is being deleted or is not yet valid", kInvalidReasons, kLookAtStates,
                  kIgnoreFew),
    DropCauseInfo("XfrmAcquireError", "outbound_acquire", Out, SenderPolicy, None,
                  "the state was still being acquired when the packet came",
                  {"a state was asked for and nobody negotiated it in time"}, kLookAtStates,
                  kOutNoStatesDo),
    DropCauseInfo("XfrmOutStateDirError", "", Out, SenderEncrypt, None,
                  "the state is meant for inbound packets", kDirReasons, kLookAtStates, kDirDo),
    DropCauseInfo("XfrmInStateDirError", "", In, ReceiverDecrypt, None,
                  "the state is meant for outbound packets", kDirReasons, kLookAtStates, kDirDo),
    DropCauseInfo("XfrmInIptfsError", "", In, ReceiverDecrypt, None,
                  "the IP-TFS payload cannot be read",
                  {"an IP-TFS payload that is damaged or out of order (Linux 6.14 on)"},
                  kLookAtStates, kIgnoreFew),
    DropCauseInfo("XfrmOutNoQueueSpace", "", Out, SenderEncrypt, None,
                  "the state's IP-TFS queue is full",
                  {"the IP-TFS queue of the state is full (Linux 6.14 on)"}, kLookAtStates,
                  {"send less through the state, or let its owner give it a larger queue"}),
};

constexpr std::string_view kUnknown = "a cause that this version does not know";
constexpr DropCauseInfo kUnknownInbound{"", "", In, ReceiverDecrypt, None, kUnknown, {}, {}, {}};
constexpr DropCauseInfo kUnknownOutbound{"", "", Out, SenderPolicy, None, kUnknown, {}, {}, {}};

}  // namespace

std::string_view to_text(Direction direction) { return direction == In ? "in" : "out"; }

std::span<const DropCauseInfo> known_drop_causes() { return kCauses; }

const DropCauseInfo& describe_drop_cause(std::string_view name) {
  const auto* found = std::ranges::find(kCauses, name, &DropCauseInfo::name);
  if (found != kCauses.end()) return *found;
  return name.starts_with("XfrmIn") ? kUnknownInbound : kUnknownOutbound;
}

}  // namespace canary
