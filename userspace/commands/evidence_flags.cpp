// SPDX-License-Identifier: Apache-2.0
#include "commands/evidence_flags.h"

#include <CLI/CLI.hpp>

#include "commands/port_flag.h"

namespace canary {

void add_evidence_flags(CLI::App& app, EvidenceOptions& options, std::vector<std::string>& listen) {
  app.add_option("--evidence-token", options.token_file,
                 "file with the token that peers show when they ask what was seen of lost probes")
      ->type_name("FILE");
  app.add_option("--evidence-listen", listen, "node address to tell peers on (HTTP)")
      ->take_all()
      ->type_name("ADDRESS");
  add_port_flag(app, "--evidence-port", options.port, "TCP port of it, here and at the peers");
  app.add_option("--evidence-cert", options.certificate_file, "tell by TLS (PEM)")
      ->type_name("FILE");
  app.add_option("--evidence-key", options.key_file, "key of --evidence-cert (PEM)")
      ->type_name("FILE");
  app.add_option("--evidence-ca", options.authority_file,
                 "who must have signed the certificates of peers (PEM)")
      ->type_name("FILE");
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

}  // namespace canary
