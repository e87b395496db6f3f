// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.h"
#include "cli/options.h"

namespace canary {

/// `xfrm-canary verify --cluster`: asks the daemon of every node, at the same time and for 5 s at
/// most, and publishes one judgement. `--prometheus`: asks the Prometheus that scrapes them, for
/// 30 s a query; one that cannot be asked is an Environment error.
[[nodiscard]] Result<ExitStatus> run_cluster_verify(const ClusterOptions& options);

}  // namespace canary
