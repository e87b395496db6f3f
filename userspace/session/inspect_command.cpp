// SPDX-License-Identifier: Apache-2.0
#include "session/inspect_command.h"

#include <ctime>

#include "base/scoped_netns.h"
#include "base/write_file.h"
#include "kernel/xfrm_tables_reader.h"
#include "report/inspection_report.h"
#include "session/people_output.h"

namespace canary {

Result<Inspection> inspect_node(const NodeName& node, const std::string& node_netns,
                                const std::vector<PeerSpec>& peers) {
  const auto entered = ScopedNetns::enter(node_netns);
  if (!entered) return std::unexpected(entered.error());
  auto tables = read_xfrm_tables();
  if (!tables) return std::unexpected(tables.error());
  auto local = read_local_addresses();
  if (!local) return std::unexpected(local.error());
  NodeFacts facts{node, std::move(*local), {}, std::time(nullptr)};
  for (const PeerSpec& peer : peers)
    for (const auto* addresses : {&peer.probed, &peer.control})
      for (const IpAddress& address : *addresses) facts.peers.emplace(address, peer.name);
  return inspect(std::move(*tables), std::move(facts));
}

Result<ExitStatus> run_inspect(const InspectOptions& options) {
  const auto inspection = inspect_node(options.node, options.node_netns, options.peers);
  if (!inspection) return std::unexpected(inspection.error());
  const PeopleOutput people(options.json_file);
  people.write(to_text_inspection(*inspection, people.style()));
  if (!options.json_file.empty())
    if (auto written = write_file(options.json_file, to_json_inspection(*inspection)); !written)
      return std::unexpected(written.error());
  return exit_status_of(inspection->findings);
}

}  // namespace canary
