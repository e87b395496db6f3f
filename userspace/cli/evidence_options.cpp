// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence_options.h"

#include <CLI/CLI.hpp>

namespace canary {

void add_evidence_options(CLI::App& command, EvidenceOptions& options,
                          std::vector<std::string>& listen) {
  command.add_option(
      "--evidence-token", options.token_file,
      "file with the token that peers show when they ask what was seen of lost probes");
  command.add_option("--evidence-listen", listen, "node address to tell peers on (HTTP)")
      ->take_all();
  command.add_option("--evidence-port", options.port, "TCP port of it, here and at the peers")
      ->check(CLI::Range(1, 65535));
  command.add_option("--evidence-cert", options.certificate_file, "tell by TLS (PEM)");
  command.add_option("--evidence-key", options.key_file, "key of --evidence-cert (PEM)");
  command.add_option("--evidence-ca", options.authority_file,
                     "who must have signed the certificates of peers (PEM)");
}

Result<void> check_evidence_options(const EvidenceOptions& options, bool asks) {
  const bool certificate = !options.certificate_file.empty();
  const bool authority = !options.authority_file.empty();
  if (certificate != !options.key_file.empty())
    return usage_error("--evidence-cert and --evidence-key need each other: give both or none");
  if (options.token_file.empty() && (!options.listen.empty() || certificate || authority))
    return usage_error(
        "--evidence-token is missing: without it this node neither asks nor is asked");
  if (!options.listen.empty() && authority && !certificate)
    return usage_error(
        "--evidence-cert is missing: with --evidence-ca alone this node would tell in the clear");
  if (asks && certificate && !authority)
    return usage_error(
        "--evidence-ca is missing: without it peers cannot be asked by TLS, and the token would "
        "leave in the clear");
  return {};
}

Result<void> check_watching(ReflectOptions& options) {
  EvidenceOptions& evidence = options.evidence;
  if (options.uplink.empty()) {
    if (!evidence.token_file.empty() || !evidence.listen.empty())
      return usage_error("--uplink is missing: without it there is no evidence to tell");
    return {};
  }
  if (options.node.empty())
    return usage_error("--uplink needs --node: the name of this node in the reports of its peers");
  if (evidence.token_file.empty())
    return usage_error("--uplink needs --evidence-token: what peers show when they ask");
  if (evidence.listen.empty()) evidence.listen = options.control_local;
  if (evidence.listen.empty())
    return usage_error(
        "--uplink needs --control-local or --evidence-listen: the node address that peers ask");
  return {};
}

}  // namespace canary
