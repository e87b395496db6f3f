// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/exit_status.h"

namespace canary {

/// What every node's daemon says, taken together: whom to ask, and where to write it.
struct ClusterOptions {
  std::vector<std::string> nodes;  ///< "NAME[:PORT]"; a name may stand for many addresses
  std::string prometheus;          ///< URL; empty: the nodes are asked themselves
  std::string token_file;          ///< what is shown to whom is asked; empty: nothing
  std::string json_file, junit_file;
};

/// Carries out `verify --cluster`: asks the daemon of every node, at the same time and for 5 s at
/// most, and publishes one judgement. `--prometheus`: asks the Prometheus that scrapes them, for
/// 30 s a query; one that cannot be asked is an Environment error.
[[nodiscard]] Result<ExitStatus> run_cluster_verify(const ClusterOptions& options);

}  // namespace canary
