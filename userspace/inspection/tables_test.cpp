// SPDX-License-Identifier: Apache-2.0
// Tables of nodes as people reported them, as other products make them, and as strongSwan and
// libreswan laid them down in a VM (testing/tables, addresses and keys replaced), each with its
// right answer: what is wrong, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "inspection/inspection.h"
#include "testing/ip.h"
#include "testing/ip_xfrm_batch.h"

namespace canary {
namespace {

constexpr auto kWarning = Severity::Warning, kFailure = Severity::Failure;

struct Answer {
  std::string kind;
  Severity severity;
  std::string says;  ///< stands in its summary, or in its evidence
};

struct ReportedTable {
  std::string file;
  std::vector<Answer> answers;
};

std::ostream& operator<<(std::ostream& out, const ReportedTable& table) {
  return out << table.file;
}

/// The comments on top: "# local <address>...", "# peers <name>=<address>...".
NodeFacts facts_in(const std::string& path) {
  NodeFacts facts{"node-a", {}, {}, 0};
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && line.starts_with('#');) {
    std::istringstream words(line.substr(1));
    std::string what;
    words >> what;
    for (std::string word; words >> word;) {
      const auto equals = word.find('=');
      if (what == "local")
        facts.local.insert(testing::ip(word.c_str()));
      else
        facts.peers.emplace(testing::ip(word.substr(equals + 1).c_str()), word.substr(0, equals));
    }
  }
  return facts;
}

bool says(const Finding& finding, const std::string& words) {
  const auto has = [&](const std::string& text) { return text.find(words) != std::string::npos; };
  return has(finding.summary) || std::ranges::any_of(finding.evidence, has);
}

bool meets(const Finding& finding, const Answer& answer) {
  return finding.kind == answer.kind && finding.severity == answer.severity &&
         says(finding, answer.says);
}

class Reported : public ::testing::TestWithParam<ReportedTable> {};

TEST_P(Reported, IsAnsweredRightly) {
  const auto path = std::string(CANARY_TABLES) + "/" + GetParam().file + ".xfrm";
  auto tables = testing::read_ip_xfrm_batch_file(path);
  ASSERT_FALSE(tables.states.empty());
  const auto facts = facts_in(path);
  ASSERT_FALSE(facts.local.empty());
  const auto findings = inspect(std::move(tables), facts).findings;
  for (const auto& answer : GetParam().answers)
    EXPECT_TRUE(
        std::ranges::any_of(findings, [&](const auto& finding) { return meets(finding, answer); }))
        << "nothing says: " << answer.kind << " " << answer.says;
  for (const auto& finding : findings)
    EXPECT_TRUE(std::ranges::any_of(GetParam().answers,
                                    [&](const auto& answer) { return meets(finding, answer); }))
        << finding.kind << ": " << finding.summary;
}

std::string name_of(const ::testing::TestParamInfo<ReportedTable>& tested) {
  std::string name = tested.param.file;
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Broken, Reported,
    ::testing::Values(
        ReportedTable{"f02-oseq-12447",
                      {{"state-expiring", kWarning, "10.11.8.249"},
                       {"state-expiring", kFailure, "10.11.68.95"},
                       {"state-unaccepted", kWarning, "no fwd policy"}}},
        ReportedTable{"f03-if-id-18789",
                      {{"template-unsatisfied", kFailure, "XfrmOutPolError"},
                       {"template-unsatisfied", kFailure, "has if_id 0x1"},
                       {"state-unreachable", kWarning, "10.92.1.189"}}},
        ReportedTable{"f04-single-out-policy-37552",
                      {{"template-unsatisfied", kFailure, "XfrmOutNoStates"},
                       {"template-unsatisfied", kFailure, "names no destination"},
                       {"state-unreachable", kWarning, "10.92.1.189"},
                       {"state-unreachable", kWarning, "10.92.2.77"}}},
        ReportedTable{"f06-link-not-found-33507",
                      {{"outer-address-unspecified", kFailure, "10.34.90.5 -> 0.0.0.0"},
                       {"outer-address-unspecified", kWarning, "node ID 0x4f64"}}},
        ReportedTable{"f07a-own-address-changed-16279",
                      {{"outer-address-foreign", kFailure, "encrypts from 10.92.0.164"}}},
        ReportedTable{"f07b-peer-address-changed-16279",
                      {{"outer-address-foreign", kWarning, "encrypts to 10.92.1.189"}}},
        ReportedTable{"f08-rotation-in-state-missing-44335",
                      {{"pair-missing", kFailure, "moved on to SPI 4"}}},
        ReportedTable{"f09-out-missing-in-present",
                      {{"pair-missing", kFailure, "10.92.2.77 sends is decrypted"}}},
        ReportedTable{"f09b-out-missing-with-peers", {{"pair-missing", kFailure, "node-c"}}},
        ReportedTable{"f10-node-id-differs", {{"node-id-differs", kFailure, "0x7777"}}},
        ReportedTable{"f11-ipv6-not-deprioritized-26113",
                      {{"policy-shadowed", kFailure, "fd00:10:244:1::/64"},
                       {"template-unsatisfied", kFailure, ":: -> fd00:10:244:1::b"}}},
        ReportedTable{"f12-stale-block-strongswan-274",
                      {{"policy-shadowed", kFailure, "action block takes every packet"}}},
        ReportedTable{"f13-no-default-drop",
                      {{"default-drop-missing", kWarning, "there is no default-drop policy"}}},
        ReportedTable{"f14-default-drop-v6-128",
                      {{"default-drop-missing", kWarning, "::/128 -> ::/128"}}},
        ReportedTable{"f15-weave-policy-gone-3666",
                      {{"policy-missing", kFailure, "leaves unencrypted"}}},
        ReportedTable{"f16-strongswan-5.9.8-terminated-after-kill",
                      {{"policy-missing", kFailure, "leaves unencrypted"},
                       {"state-unaccepted", kWarning, "there is no in or fwd policy"}}},
        // Made by hand, of the same kinds in the tables of other products.
        ReportedTable{"k01-ike-child-half-gone",
                      {{"template-unsatisfied", kFailure, "reqid 16409"},
                       {"pair-missing", kFailure, "what comes back: XfrmInNoStates"}}},
        ReportedTable{
            "k02-vti-state-in-other-mark",
            {{"template-unsatisfied", kFailure, "decrypts packets of mark 0x2b/0xffffffff"}}},
        ReportedTable{"k03-if-id-missing-on-state-in",
                      {{"template-unsatisfied", kFailure, "has if_id 0x0, and the policy 0x2a"}}},
        ReportedTable{"k04-ike-own-address-changed",
                      {{"outer-address-foreign", kFailure, "encrypts from 10.17.0.9"}}},
        ReportedTable{"k05-ike-peer-address-changed-in-half",
                      {{"pair-missing", kFailure, "packets to 10.17.0.7"},
                       {"pair-missing", kFailure, "what 10.17.0.8 sends"}}},
        ReportedTable{"k06-ike-reqid-of-policy-out-differs",
                      {{"template-unsatisfied", kFailure, "has reqid 1"},
                       {"state-unreachable", kWarning, "SPI 0xc1"}}},
        ReportedTable{"k07-ike-no-fwd-policy",
                      {{"state-unaccepted", kWarning, "there is no fwd policy"}}},
        ReportedTable{"k08-ike-no-policy-in",
                      {{"state-unaccepted", kWarning, "there is no in or fwd policy"}}},
        ReportedTable{"k09-cilium-no-fwd-policy",
                      {{"state-unaccepted", kWarning, "no fwd policy for the packets of pods"}}},
        ReportedTable{"k10-cilium-policy-out-of-one-peer-missing",
                      {{"policy-missing", kFailure, "XfrmOutPolBlock"}}},
        ReportedTable{"k11-gre-state-in-for-another-protocol",
                      {{"template-unsatisfied", kFailure, "XfrmInStateMismatch"}}},
        ReportedTable{"k12-offload-of-the-policy-alone",
                      {{"template-unsatisfied", kFailure, "is not left to a device whole"},
                       {"state-unreachable", kWarning, "SPI 0xc1"}}},
        ReportedTable{"k14-cilium-fwd-policy-that-blocks",
                      {{"policy-partly-shadowed", kWarning, "action block takes some"}}},
        ReportedTable{"k13-policy-out-gone-blocked-by-default",
                      {{"policy-missing", kFailure, "is dropped (XfrmOutPolBlock)"}}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Healthy, Reported,
    ::testing::Values(
        ReportedTable{"h01-native-1.15-xfrm-guide", {}}, ReportedTable{"h02-vine-1.18-35625", {}},
        ReportedTable{"h03-dual-stack-cbc-40877", {}}, ReportedTable{"h04-ipv6-underlay-mask0", {}},
        ReportedTable{"h05-eni-1.15-33507-healthy", {}}, ReportedTable{"h06-rotation-15-to-1", {}},
        ReportedTable{"h07-keyid-9-15350", {}}, ReportedTable{"h08-after-scale-down", {}},
        ReportedTable{"h09-old-out-prio50-25735", {}}, ReportedTable{"h10-submariner-592", {}},
        ReportedTable{"h11-ovn-geneve-transport-171", {}},
        ReportedTable{"h12-weave-fastdp-3666", {}},
        // Two states that are one to the kernel where their marks overlap: #25735's
        // way to keep both generations of packets going.
        ReportedTable{"h13-old-out-prio50-state-readded-25735",
                      {{"states-overlap", kWarning, "10.92.1.189"}}},
        ReportedTable{"h15-ovn-duplicates-171", {}}, ReportedTable{"h16-strongswan-5.9.8-idle", {}},
        ReportedTable{"h17-strongswan-5.9.8-rekeying", {}},
        ReportedTable{"h18-strongswan-5.9.8-rekeying-responder", {}},
        ReportedTable{"h19-strongswan-5.9.8-trap-acquires", {}},
        ReportedTable{"h20-strongswan-5.9.8-killed-and-restarted", {}},
        ReportedTable{"h21-libreswan-4.10-idle", {}},
        ReportedTable{"h22-libreswan-4.10-trap-acquires", {}},
        ReportedTable{"h23-libreswan-4.10-trap-done", {}},
        ReportedTable{"h24-libreswan-4.10-killed-and-restarted", {}},
        ReportedTable{"h25-libreswan-4.10-geneve", {}},
        ReportedTable{"h26-libreswan-4.10-geneve-rekeying-responder", {}},
        ReportedTable{"h27-libreswan-4.10-rekeying-responder", {}},
        ReportedTable{"g01-docker-swarm-vxlan", {}},
        ReportedTable{"g02-libreswan-trap-behind-its-tunnel", {}},
        ReportedTable{"g03-ike-and-icmp-in-the-clear", {}},
        ReportedTable{"g04-two-xfrm-interfaces-one-peer", {}},
        ReportedTable{"g05-antrea-gre-transport", {}},
        ReportedTable{"g06-ike-rekeyed-old-pair-stays", {}},
        ReportedTable{"g07-ipcomp-inside-of-esp", {}}, ReportedTable{"g08-packet-offload", {}},
        ReportedTable{"g09-per-cpu-states", {}}, ReportedTable{"g10-ospfv3-keys-by-hand", {}},
        ReportedTable{"g11-nat-traversal", {}},
        ReportedTable{"g13-cilium-state-in-of-an-old-node-id", {}},
        ReportedTable{"g12-ike-trap-beside-a-child-of-its-reqid", {}}),
    name_of);

}  // namespace
}  // namespace canary
