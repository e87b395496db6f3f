// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "base/socket_address.h"
#include "base/time.h"
#include "model/peer.h"
#include "model/session_header.h"

namespace canary {

/// Where to stand: files of network namespaces; empty is where the process is.
struct NetnsOptions {
  std::string node;   ///< uplink, states, policies, control paths, the agent's loopback
  std::string probe;  ///< the pod side: encrypted paths
};

/// How evidence of lost probes is told to peers, and asked from them.
struct EvidenceOptions {
  std::string token_file;         ///< what askers show and servers want; empty: nobody asks
  std::vector<IpAddress> listen;  ///< in the node's namespace; empty: this node is not asked
  std::uint16_t port = 8862;      ///< TCP, of this node and of its peers
  std::string certificate_file, key_file, authority_file;  ///< PEM; empty: in the clear
};

/// Where reports go beside the one for people that is printed. "-": stdout; empty: none.
struct ReportFiles {
  std::string json;
  std::string html;
};

struct VerifyOptions {
  NodeName node;
  std::string uplink;
  std::string overlay;  ///< VXLAN device that ESP passes before the uplink; empty: none
  std::vector<PeerSpec> peers;
  std::vector<IpAddress> local;          ///< pod addresses; empty: the kernel chooses
  std::vector<IpAddress> control_local;  ///< node addresses; empty: the kernel chooses
  std::vector<IpPrefix> protects;        ///< local prefixes that must not leave in the clear
  std::uint16_t port = 862;
  std::uint32_t large_every = 10;
  std::string key_file;  ///< authenticated mode when given
  bool reflector = true;
  NetnsOptions netns;
  std::string agent = "cilium";  ///< agent/agent.h
  Criteria criteria;
  Duration baseline{};
  Duration gone_within{};
  Duration ready_within{};
  ReportFiles reports;
  std::string record_file;  ///< empty: none
  std::vector<std::string> without;
  EvidenceOptions evidence;
};

/// verify --cluster and --prometheus: what every node's daemon says, taken together.
struct ClusterOptions {
  std::vector<std::string> nodes;  ///< "NAME[:PORT]"; a name may stand for many addresses
  std::string prometheus;          ///< URL; empty: the nodes are asked themselves
  std::string token_file;          ///< what is shown to whom is asked; empty: nothing
  std::string json_file, junit_file;
};

/// As verify, for as long as it lives; of `session`, criteria.interval is the time in which every
/// path is probed once.
struct RunOptions {
  VerifyOptions session;
  std::string config_file;  ///< empty: none
  bool check_only = false;
  std::string peers_file, peers_dns;  ///< more peers, which come and go; empty: none
  Duration window{};                  ///< what is kept of the past
  Endpoint listen;         ///< of metrics and verdicts, in the namespace where the process is
  std::string token_file;  ///< what HTTP clients show; empty: nothing is wanted
  std::vector<std::string> given;     ///< the words of the command line, to be read once more
  std::vector<std::string> settings;  ///< them and those of the file, without the peers
};

struct ReflectOptions {
  std::vector<IpAddress> local;
  std::vector<IpAddress> control_local;  ///< answered in the node's namespace; empty: not at all
  std::uint16_t port = 862;
  std::string key_file;
  NetnsOptions netns;
  NodeName node;        ///< of this node in the reports of its peers
  std::string uplink;   ///< watched for peers that ask; empty: nothing is watched
  std::string overlay;  ///< as for verify
  EvidenceOptions evidence;
};

struct JudgeOptions {
  std::vector<std::string> recordings;
  ReportFiles reports;
};

struct DoctorOptions {
  std::string uplink;  ///< empty: not looked at
  std::string node_netns;
  std::vector<std::string> without;
  std::string json_file;
};

struct InspectOptions {
  NodeName node = "this node";
  std::vector<PeerSpec> peers;  ///< whose outer addresses are known
  std::string node_netns;
  std::string json_file;
};

struct PreflightOptions {
  std::string from;  ///< a version; empty: ask the agent
  std::string to;
  std::string agent = "cilium";  ///< agent/agent.h
  NodeName node = "this node";
  std::string node_netns;
  std::string json_file;
};

struct ExplainOptions {
  std::string cause;  ///< empty: all
  std::string json_file;
};

/// The command line asked for this text and nothing else (--help, --version).
struct HelpText {
  std::string text;
};

using Command =
    std::variant<VerifyOptions, ClusterOptions, RunOptions, ReflectOptions, JudgeOptions,
                 DoctorOptions, InspectOptions, PreflightOptions, ExplainOptions, HelpText>;

/// The command line whose words are `given`, without the program's name.
[[nodiscard]] Result<Command> parse_words(const std::vector<std::string>& given);

/// Everything that a command line can get wrong is found here, as a Usage error of one sentence.
[[nodiscard]] Result<Command> parse_command_line(int argc, const char* const* argv);

}  // namespace canary
