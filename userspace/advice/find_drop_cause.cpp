// SPDX-License-Identifier: Apache-2.0
#include "advice/cause_guide.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "advice/cause_name.h"

namespace canary {
namespace {

using Lines1 = std::array<std::string_view, 1>;
using Lines2 = std::array<std::string_view, 2>;
using Lines3 = std::array<std::string_view, 3>;
using Lines4 = std::array<std::string_view, 4>;

constexpr Lines2 kLookAtMemory{"free -m; dmesg | grep -i 'page allocation failure'",
                               "nstat -az | grep -i xfrm"};
constexpr Lines1 kIgnoreFew{
    "a few are normal when pods or nodes go; look further only if they go on"};
constexpr Lines2 kLookAtStates{"xfrm-canary inspect", "ip -s xfrm state list nokeys"};
constexpr Lines2 kLookAtPolicies{"xfrm-canary inspect", "ip xfrm policy list"};
constexpr Lines1 kRestartAgent{
    "restart the agent of that node: it installs its states and policies anew"};

constexpr Lines1 kErrorReasons{
    "offload or asynchronous ciphers that failed; a protocol without handler"};
constexpr Lines1 kBufferReasons{
    "the node is short of memory, or the packet has too many fragments"};
constexpr Lines2 kHdrReasons{"a damaged packet, or something that is no ESP on UDP port 4500",
                             "a device on the way that cuts packets"};

constexpr Lines4 kNoStatesReasons{
    "the peer uses an SPI or outer address that this node has no state for: one of the two was "
    "upgraded "
    "and the other was not, a rotated key has not reached this node, or the node was deleted and "
    "added",
    "the agent removed the state before it added the new one (a gap of under a millisecond for "
    "each node)",
    "the packet's mark is not what the state asks for: the program that sets 0xd00 on arriving ESP "
    "is "
    "missing or older",
    "a packet was encrypted twice: endpoint and host programs of two releases (1.13.0 and 1.13.1) "
    "ran "
    "together"};
constexpr Lines3 kNoStatesLook{"xfrm-canary inspect",
                               "ip -s xfrm state list nokeys  # on both nodes",
                               "tc filter show dev UPLINK ingress; bpftool net"};
constexpr Lines3 kNoStatesDo{
    "during a roll-out: upgrade the remaining nodes, it ends with the last one",
    "afterwards: restart the agent of the node that lacks the state",
    "if the mark is at fault: restart the agent, which loads its programs again"};

constexpr Lines4 kInProtoReasons{
    "the keys of the two ends differ: a rotation that one end missed, or per-tunnel keys that were "
    "derived "
    "from other inputs (boot ID, address form)",
    "the peer's state was made anew and counts from 1 while this end expects higher ESN numbers",
    "with ESN: a packet that was overtaken by more than the replay window holds; the upper half of "
    "its "
    "number is guessed wrong then, and its integrity check fails",
    "the packet was altered on its way"};
constexpr Lines2 kInProtoDo{"rotate the key: both ends get fresh states",
                            "Cilium 1.13.2 and later: restarting the agent does not help, since it "
                            "keeps a state that looks "
                            "right (cilium 39720)"};

constexpr Lines1 kTooLargeReasons{
    "the packet is too large after encapsulation, and must not be fragmented "
    "(xfrm4_tunnel_check_size())"};
constexpr Lines2 kTooLargeLook{"ip route get OUTER_DESTINATION  # its MTU",
                               "ip -s link show  # the devices' MTU"};
constexpr Lines1 kTooLargeDo{
    "lower the MTU of pods by what encapsulation adds, or raise that of the uplink; a few are "
    "normal while "
    "path MTU discovery learns"};
constexpr Lines1 kIptfsReasons{"an IP-TFS payload that is damaged or out of order (Linux 6.14 on)"};
constexpr Lines1 kQueueReasons{"the IP-TFS queue of the state is full (Linux 6.14 on)"};
constexpr Lines1 kQueueDo{"send less through the state, or let its owner give it a larger queue"};

constexpr Lines1 kModeReasons{"transport mode on one end and tunnel mode on the other"};
constexpr Lines1 kModeDo{"let one agent own XFRM: remove the states that somebody else installed"};

constexpr Lines3 kInSeqReasons{
    "the network reorders more than the replay window holds, or duplicates packets",
    "the peer rebooted and counts from 1 with the same key and SPI",
    "somebody replays old packets"};
constexpr Lines2 kInSeqDo{
    "after a reboot of the peer: rotate the key; Cilium 1.13.2 and later keeps a state that looks "
    "right when its agent is restarted",
    "with reordering: a larger replay window, or none as Cilium before 1.16 has it"};

constexpr Lines1 kExpiredReasons{
    "a hard limit of packets, bytes or seconds was reached and nobody renewed it"};
constexpr Lines1 kExpiredDo{
    "let whoever owns the state add it anew; Cilium's states have no limits"};

constexpr Lines2 kInMismatchReasons{
    "the state's selector does not hold the inner addresses",
    "ESP in UDP arrives where the state expects plain ESP, or the reverse"};
constexpr Lines1 kInvalidReasons{"packets came while the state was being deleted or negotiated"};

constexpr Lines3 kTmplReasons{
    "the state that decrypted has another reqid, SPI, mode or source than the policy's template "
    "asks for",
    "two agents (or two releases) take turns in installing the fwd or in policy",
    "a packet in the clear came where only encrypted ones are allowed"};
constexpr Lines2 kNoPolsReasons{
    "the fwd policy for the pods' range is missing, or asks for a mark that was cleared",
    "the packet kept its security path into a pod's network namespace, which has no policy"};
constexpr Lines1 kInBlockReasons{"an in or fwd policy says block"};
constexpr Lines1 kPolErrorReasons{
    "a policy could not be read or resolved while it was being changed"};

constexpr Lines1 kBundleReasons{"no route to the outer destination, or no source address for it"};
constexpr Lines1 kBundleLook{"ip route get OUTER_DESTINATION; xfrm-canary inspect"};
constexpr Lines1 kBundleDo{
    "repair the route, or remove the policy whose outer address is no node's"};

constexpr Lines3 kOutNoStatesReasons{
    "the state was removed, or the agent could not add it (file exists): an older one with an "
    "overlapping "
    "mark stands in its place",
    "the policy asks for another reqid, SPI or mark than the state has",
    "somebody listens to XFRMNLGRP_ACQUIRE (ip xfrm monitor): a larval state blocks the agent's "
    "own"};
constexpr Lines2 kOutNoStatesDo{
    "remove what stands in its place (inspect names it), then restart the agent",
    "stop `ip xfrm monitor`; use `ip xfrm monitor SA policy` instead"};

constexpr Lines1 kOutProtoReasons{
    "the cipher failed, or the packet was too large after encryption"};
constexpr Lines2 kOutSeqReasons{
    "2^32 packets went through a state without ESN (about 10 days at 5,000 a second)",
    "a state was restored with a sequence number near its end"};
constexpr Lines1 kOutSeqDo{"rotate the key now; use ESN where the agent offers it"};

constexpr Lines4 kOutBlockReasons{
    "an upgrade cleaned old policies up and the pod's program still sets the old mark: it ends "
    "when all "
    "endpoints are regenerated, which is about when the agent is ready",
    "the packet's node ID has no policy: a node was missed, or its ID was given away twice",
    "a rotated SPI is marked before its policies are there",
    "no policy holds the packet's addresses, so that only the default-drop policy matches"};
constexpr Lines3 kOutBlockLook{
    "xfrm-canary inspect", "ip xfrm policy list dir out",
    "cilium-dbg bpf nodeid list  # does the mark's upper half name the peer?"};
constexpr Lines2 kOutBlockDo{"during an upgrade: wait until the agent is ready, then judge again",
                             "afterwards: restart the agent of the dropping node"};

constexpr Lines1 kDeadReasons{"packets came while the policy was being deleted"};
constexpr Lines2 kOutPolErrorReasons{"no source address can be found for a template without source",
                                     "a state with the template's SPI and destination exists, but "
                                     "with another reqid, mode or source"};
constexpr Lines1 kFwdHdrReasons{"a forwarded packet without route, or one whose header is cut off"};
constexpr Lines1 kAcquireReasons{"a state was asked for and nobody negotiated it in time"};
constexpr Lines1 kDirReasons{
    "a state that is meant for one direction was found for the other (Linux 6.10 on)"};
constexpr Lines1 kDirDo{
    "let the agent add its states anew; mark and address of the two directions overlap"};

// In the order of model/drop_cause.cpp.
constexpr std::array kGuides{
    CauseGuide{"XfrmInError", kErrorReasons, kLookAtMemory, kIgnoreFew},
    CauseGuide{"XfrmInBufferError", kBufferReasons, kLookAtMemory, kIgnoreFew},
    CauseGuide{"XfrmInHdrError", kHdrReasons, kLookAtStates, kIgnoreFew},
    CauseGuide{"XfrmInNoStates", kNoStatesReasons, kNoStatesLook, kNoStatesDo},
    CauseGuide{"XfrmInStateProtoError", kInProtoReasons, kLookAtStates, kInProtoDo},
    CauseGuide{"XfrmInStateModeError", kModeReasons, kLookAtStates, kModeDo},
    CauseGuide{"XfrmInStateSeqError", kInSeqReasons, kLookAtStates, kInSeqDo},
    CauseGuide{"XfrmInStateExpired", kExpiredReasons, kLookAtStates, kExpiredDo},
    CauseGuide{"XfrmInStateMismatch", kInMismatchReasons, kLookAtStates, kRestartAgent},
    CauseGuide{"XfrmInStateInvalid", kInvalidReasons, kLookAtStates, kIgnoreFew},
    CauseGuide{"XfrmInTmplMismatch", kTmplReasons, kLookAtPolicies, kRestartAgent},
    CauseGuide{"XfrmInNoPols", kNoPolsReasons, kLookAtPolicies, kRestartAgent},
    CauseGuide{"XfrmInPolBlock", kInBlockReasons, kLookAtPolicies, kRestartAgent},
    CauseGuide{"XfrmInPolError", kPolErrorReasons, kLookAtPolicies, kIgnoreFew},
    CauseGuide{"XfrmOutError", kErrorReasons, kLookAtMemory, kIgnoreFew},
    CauseGuide{"XfrmOutBundleGenError", kBundleReasons, kBundleLook, kBundleDo},
    CauseGuide{"XfrmOutBundleCheckError", kBundleReasons, kBundleLook, kBundleDo},
    CauseGuide{"XfrmOutNoStates", kOutNoStatesReasons, kLookAtStates, kOutNoStatesDo},
    CauseGuide{"XfrmOutStateProtoError", kOutProtoReasons, kLookAtStates, kIgnoreFew},
    CauseGuide{"XfrmOutStateModeError", kTooLargeReasons, kTooLargeLook, kTooLargeDo},
    CauseGuide{"XfrmOutStateSeqError", kOutSeqReasons, kLookAtStates, kOutSeqDo},
    CauseGuide{"XfrmOutStateExpired", kExpiredReasons, kLookAtStates, kExpiredDo},
    CauseGuide{"XfrmOutPolBlock", kOutBlockReasons, kOutBlockLook, kOutBlockDo},
    CauseGuide{"XfrmOutPolDead", kDeadReasons, kLookAtPolicies, kIgnoreFew},
    CauseGuide{"XfrmOutPolError", kOutPolErrorReasons, kBundleLook, kBundleDo},
    CauseGuide{"XfrmFwdHdrError", kFwdHdrReasons, kBundleLook, kIgnoreFew},
    CauseGuide{"XfrmOutStateInvalid", kInvalidReasons, kLookAtStates, kIgnoreFew},
    CauseGuide{"XfrmAcquireError", kAcquireReasons, kLookAtStates, kOutNoStatesDo},
    CauseGuide{"XfrmOutStateDirError", kDirReasons, kLookAtStates, kDirDo},
    CauseGuide{"XfrmInStateDirError", kDirReasons, kLookAtStates, kDirDo},
    CauseGuide{"XfrmInIptfsError", kIptfsReasons, kLookAtStates, kIgnoreFew},
    CauseGuide{"XfrmOutNoQueueSpace", kQueueReasons, kLookAtStates, kQueueDo},
};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// Letters and digits of the first word, in lower case, without "xfrm" in front:
/// "XfrmInNoStates  12" and "xfrm_in_no_states" are "innostates".
std::string bare(std::string_view name) {
  const auto first = name.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  name.remove_prefix(first);
  auto lower = in_lower_case(name.substr(0, name.find_first_of(" \t\n")));
  std::erase_if(lower, [](unsigned char c) { return std::isalnum(c) == 0; });
  return lower.starts_with("xfrm") ? lower.substr(4) : lower;
}

/// How many letters must be put in, taken out or changed (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::span<const CauseGuide> cause_guides() { return kGuides; }

Result<const CauseGuide*> find_cause_guide(std::string_view name) {
  const auto wanted = bare(kernel_name(name));
  const auto nearest = std::ranges::min_element(
      kGuides, {}, [&](const CauseGuide& guide) { return distance(bare(guide.name), wanted); });
  if (bare(nearest->name) == wanted) return &*nearest;
  return usage_error(fmt::format(
      "'{}' is no drop cause of XFRM that is known here: did you mean {}? `xfrm-canary explain` "
      "lists them all",
      name, nearest->name));
}

}  // namespace canary
