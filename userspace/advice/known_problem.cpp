// SPDX-License-Identifier: Apache-2.0
#include "advice/known_problem.h"

#include <algorithm>
#include <array>

namespace canary {
namespace {

constexpr VersionRange through(Version first, Version last) { return {first, last}; }
constexpr VersionRange only(Version version) { return {version, version}; }

// Cilium's releases before marks held node IDs (pull request 24030), by branch.
constexpr std::array kBeforeNodeIds{
    through({1, 10, 0}, {1, 10, 99}), through({1, 11, 0}, {1, 11, 14}),
    through({1, 12, 0}, {1, 12, 7}), through({1, 13, 0}, {1, 13, 0})};
constexpr std::array kFirstWithNodeIds{only({1, 11, 15}), only({1, 12, 8}), only({1, 13, 1})};
constexpr std::array kCleansUp{through({1, 11, 16}, {1, 11, 99}), through({1, 12, 9}, {1, 12, 99}),
                               through({1, 13, 2}, {1, 13, 99}), through({1, 14, 0}, {1, 14, 99})};
constexpr std::array kAny{through({0, 0, 0}, {99, 99, 99})};

constexpr std::array<std::string_view, 4> kAdvice24780{
    "upgrade to 1.11.16, 1.12.9 or 1.13.2 (or later) instead",
    "where it has happened: replace the nodes one by one, which gives each fresh IPsec state",
    "or, for the short term, on each node: ip xfrm state flush && ip xfrm policy flush",
    "its risk: until the agent has installed both anew, traffic between nodes is dropped or may "
    "leave "
    "unencrypted, since the flush takes default-drop policies away as well; then restart the "
    "agent"};
constexpr std::array<std::string_view, 2> kAdviceCleanUp{
    "expect XfrmOutPolBlock and XfrmInNoStates to rise until each node's agent is ready, and not "
    "later",
    "check it through the upgrade, on every node: xfrm-canary verify"};

constexpr std::array kTo27119{through({1, 11, 18}, {1, 11, 19}), through({1, 12, 11}, {1, 12, 12}),
                              through({1, 13, 4}, {1, 13, 5}), only({1, 14, 0})};
constexpr std::array<std::string_view, 1> kAdvice27119{
    "take 1.11.20, 1.12.13, 1.13.6 or 1.14.1 (or later) instead"};

constexpr std::array kTo25257{only({1, 13, 2})};
constexpr std::array<std::string_view, 1> kAdvice25257{"take 1.13.6 (or later) instead"};

constexpr std::array kTo25724{through({1, 12, 9}, {1, 12, 10}), through({1, 13, 2}, {1, 13, 3})};
constexpr std::array<std::string_view, 2> kAdvice25724{
    "take 1.12.13 or 1.13.6 (or later) instead",
    "or upgrade all nodes in quick succession: it ends when the last one is upgraded"};

constexpr std::array kFrom11312{through({1, 13, 0}, {1, 13, 12})};
constexpr std::array kTo114{through({1, 14, 0}, {1, 14, 9})};
constexpr std::array<std::string_view, 2> kAdvice32450{
    "add and remove no nodes while the upgrade runs",
    "afterwards look for missing inbound states: xfrm-canary inspect"};

constexpr std::array kFrom117{through({1, 17, 0}, {1, 17, 99})};
constexpr std::array kTo118{through({1, 18, 0}, {1, 18, 99})};
constexpr std::array<std::string_view, 1> kAdviceVinE{
    "watch for plaintext while it runs: xfrm-canary verify --protects POD_CIDR"};

constexpr std::array kFromWithRotationBugs{through({1, 13, 0}, {1, 13, 6})};
constexpr std::array kToWithRotationBugs{through({1, 13, 2}, {1, 13, 6})};
constexpr std::array<std::string_view, 1> kAdviceRotation{
    "rotate keys only after 1.13.7 (or later) runs on all nodes"};

constexpr std::array kProblems{
    KnownProblem{
        "cilium-24780",
        "states and policies of the old release stay behind and win over the new ones: all "
        "traffic between nodes can be cut, for good",
        Severity::Failure, kBeforeNodeIds, kFirstWithNodeIds, "",
        "ENI and Azure IPAM: no counter moves on any node; others: XfrmInNoStates, "
        "XfrmOutPolBlock",
        kAdvice24780, "https://github.com/cilium/cilium/issues/24780"},
    KnownProblem{"cilium-27119",
                 "the release notes say not to upgrade to these releases if you use IPsec",
                 Severity::Failure, kAny, kTo27119, "",
                 "various XFRM counters, sometimes two nodes that do not reach each other any more",
                 kAdvice27119, "https://github.com/cilium/cilium/issues/27119"},
    KnownProblem{
        "cilium-25257",
        "the default-drop policy comes after the first change for a remote node: plaintext "
        "may leave in between",
        Severity::Warning, kBeforeNodeIds, kTo25257, "", "no counter; a plaintext-leak finding",
        kAdvice25257, "https://github.com/cilium/cilium/pull/25257"},
    KnownProblem{
        "cilium-25724",
        "upgraded nodes speak between other outer addresses than those that are not: the pairs "
        "in between are cut until the roll-out ends",
        Severity::Warning, kBeforeNodeIds, kTo25724, "ENI and Azure IPAM (EKS, AKS)",
        "XfrmInNoStates on both ends", kAdvice25724, "https://github.com/cilium/cilium/pull/25724"},
    KnownProblem{
        "cilium-24773",
        "what the old release left is cleaned up before endpoints have their new programs: "
        "packets are dropped until the agent is ready",
        Severity::Info, kBeforeNodeIds, kCleansUp, "", "XfrmOutPolBlock, XfrmInNoStates",
        kAdviceCleanUp, "https://github.com/cilium/cilium/pull/24773"},
    KnownProblem{
        "cilium-32450",
        "when nodes come and go meanwhile, the kernel deletes the state that serves all peers "
        "in place of that of one",
        Severity::Warning, kFrom11312, kTo114, "", "XfrmInNoStates until the upgrade ends",
        kAdvice32450, "https://github.com/cilium/cilium/pull/32450"},
    KnownProblem{
        "cilium-key-rotation-1.13.7",
        "until 1.13.7 a key rotation may use the new SPI before policies and peers know it",
        Severity::Info, kFromWithRotationBugs, kToWithRotationBugs, "clusters that rotate keys",
        "XfrmOutPolBlock, XfrmInNoStates", kAdviceRotation,
        "https://github.com/cilium/cilium/releases/tag/v1.13.7"},
    KnownProblem{
        "cilium-vxlan-in-esp",
        "the place of encryption moves to the device that packets leave through; where its "
        "program is reloaded late, plaintext may leave",
        Severity::Warning, kFrom117, kTo118, "tunnel mode", "none, or XfrmInNoStates", kAdviceVinE,
        "https://github.com/cilium/cilium/commit/f6773e5d"},
};

bool in_any(std::span<const VersionRange> ranges, const Version& version) {
  return std::ranges::any_of(ranges, [&](const auto& range) { return range.contains(version); });
}

}  // namespace

std::span<const KnownProblem> known_problems() { return kProblems; }

std::vector<const KnownProblem*> problems_of(const Version& from, const Version& to) {
  std::vector<const KnownProblem*> found;
  for (const auto& problem : kProblems)
    if (from != to && in_any(problem.from, from) && in_any(problem.to, to))
      found.push_back(&problem);
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [](const KnownProblem* problem) { return problem->severity; });
  return found;
}

}  // namespace canary
