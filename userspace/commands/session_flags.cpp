// SPDX-License-Identifier: Apache-2.0
#include "commands/session_flags.h"

#include <CLI/CLI.hpp>

#include "agent/agent.h"
#include "commands/evidence_flags.h"
#include "commands/node_flag.h"
#include "commands/port_flag.h"

namespace canary {
namespace {

Result<std::vector<IpPrefix>> parse_protected(const std::vector<std::string>& texts) {
  std::vector<IpPrefix> prefixes;
  for (const std::string& text : texts) {
    const auto prefix = IpPrefix::parse(text);
    if (!prefix) return in_context("--protects", prefix.error());
    prefixes.push_back(*prefix);
  }
  return prefixes;
}

void add_places(CLI::App& app, VerifyOptions& options, SessionWords& words) {
  add_node_flag(app, options.node, "name of this node in reports");
  app.add_option("--uplink", options.uplinks,
                 "device that packets leave through (default: all that routes lead through)")
      ->take_all()
      ->type_name("DEVICE");
  app.add_option("--overlay", options.overlay,
                 "VXLAN device, where the uplink carries ESP in VXLAN")
      ->type_name("DEVICE");
  app.add_option("--local", words.local, "pod address to probe from, one a family")
      ->take_all()
      ->type_name("ADDRESS");
  app.add_option("--control-local", words.control_local, "node address, one a family")
      ->take_all()
      ->type_name("ADDRESS");
  app.add_option("--protects", words.protects,
                 "local prefix that must never leave in the clear, whatever policies say")
      ->take_all()
      ->type_name("PREFIX");
  app.add_option("--node-netns", options.netns.node, "network namespace of uplink and XFRM")
      ->type_name("FILE");
  app.add_option("--probe-netns", options.netns.probe, "network namespace of the pod side")
      ->type_name("FILE");
  app.add_option("--without", options.without, "force features or hooks off")
      ->delimiter(',')
      ->take_all()
      ->type_name("NAME");
}

void add_probes(CLI::App& app, VerifyOptions& options, SessionWords& words) {
  app.add_option("--peer", words.peers, "NAME=ADDRESS[,control=ADDRESS][,protects=CIDR]")
      ->take_all()
      ->type_name("PEER");
  add_port_flag(app, "--port", options.port, "UDP port of the probes");
  app.add_option("--deadline", words.deadline, "a later reply counts as late")
      ->type_name("DURATION");
  app.add_option("--large-every", options.large_every,
                 "every n-th probe fills the path MTU; 0: none")
      ->type_name("N");
  app.add_option("--key-file", options.key_file, "key for authenticated probes (HMAC-SHA-256)")
      ->type_name("FILE");
  app.add_flag("--no-reflector", words.no_reflector,
               "do not answer probes: `xfrm-canary reflect` does");
}

void add_agent(CLI::App& app, VerifyOptions& options, SessionWords& words) {
  app.add_option("--agent", options.agent, std::string(kAgentWords))->type_name("AGENT");
  app.add_option("--agent-interval", words.agent_interval, "between two looks at the agent")
      ->type_name("DURATION");
  app.add_option("--baseline", words.baseline, "how long before the upgrade counts as before")
      ->type_name("DURATION");
  app.add_option("--settle", words.settle, "how long to watch after ready")->type_name("DURATION");
  app.add_option("--recover-within", words.recover_within,
                 "how long after ready recovery may take (default: --settle)")
      ->default_str("")
      ->type_name("DURATION");
}

}  // namespace

void add_session_flags(CLI::App& app, VerifyOptions& options, SessionWords& words) {
  app.option_defaults()->always_capture_default()->take_last();
  add_places(app, options, words);
  add_probes(app, options, words);
  add_agent(app, options, words);
  add_evidence_flags(app, options.evidence, words.evidence_listen);
}

Result<std::vector<IpAddress>> parse_addresses(std::string_view flag,
                                               const std::vector<std::string>& texts) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts) {
    const auto address = IpAddress::parse(text);
    if (!address) return in_context(flag, address.error());
    addresses.push_back(*address);
  }
  return addresses;
}

void check_session_options(VerifyOptions& options, const SessionWords& words, Checked& checked) {
  checked.require(!options.node.empty(), "--node is required: the name of this node in reports");
  checked.set(options.peers, parse_peers(words.peers));
  checked.set(options.local, parse_addresses("--local", words.local));
  checked.set(options.control_local, parse_addresses("--control-local", words.control_local));
  checked.set(options.protects, parse_protected(words.protects));
  checked.set(options.evidence.listen, parse_addresses("--evidence-listen", words.evidence_listen));
  checked.require(check_evidence_options(options.evidence, true));
  Criteria& criteria = options.criteria;
  checked.duration(criteria.deadline, "--deadline", words.deadline);
  checked.duration(criteria.agent_interval, "--agent-interval", words.agent_interval);
  checked.duration(criteria.settle, "--settle", words.settle);
  checked.duration(criteria.recover_within, "--recover-within",
                   words.recover_within.empty() ? words.settle : words.recover_within);
  checked.duration(options.baseline, "--baseline", words.baseline);
  options.reflector = !words.no_reflector;
  constexpr Duration kShortest = std::chrono::milliseconds(1);
  checked.require(criteria.deadline >= kShortest, "--deadline: 1ms is the shortest");
  checked.require(criteria.agent_interval >= kShortest, "--agent-interval: 1ms is the shortest");
  checked.require(criteria.recover_within <= criteria.settle,
                  "--recover-within is longer than --settle: what is not watched cannot be judged");
  for (const PeerSpec& peer : options.peers)
    checked.require(peer.name != options.node,
                    "--peer names this node itself: a node does not probe itself");
}

}  // namespace canary
