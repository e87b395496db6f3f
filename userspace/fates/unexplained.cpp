// SPDX-License-Identifier: Apache-2.0
#include "fates/unexplained.h"

#include "fates/fate.h"

namespace canary {

std::vector<LostProbe> find_unexplained(const NodeTimeline& recorded) {
  const NodeSession session(recorded);
  const AddressBook book({&session, 1});
  const NodeEvidence evidence(session);
  const FateFinder fates({&evidence, 1}, book);
  std::vector<LostProbe> unexplained;
  for (const auto& path : session.paths) {
    for (const auto& probe : path.probes) {
      if (probe.outcome != Outcome::Lost) continue;
      const auto key = path.key_of(probe);
      const Instant decided = probe.sent + session.criteria().deadline;
      if (!fates.fate_of(path.path, key, probe, decided))
        unexplained.push_back({path.path.remote, key, probe.sent});
    }
  }
  return unexplained;
}

}  // namespace canary
