// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "cluster/prometheus_samples.h"

namespace canary {

/// Asks one Prometheus by its HTTP API.
class PrometheusClient {
 public:
  /// `url` is http://HOST[:PORT][/PREFIX], or https: checked by the system's certificates. `token`
  /// is shown as a bearer token; empty: nothing is. Anything else is a Usage error.
  static Result<PrometheusClient> make(const std::string& url, std::string token);

  /// Asks an instant query (/api/v1/query), done or failed within about `limit`.
  [[nodiscard]] Result<std::vector<PrometheusSample>> query(std::string_view expression,
                                                            Duration limit) const;

 private:
  PrometheusClient() = default;

  std::string url_, server_, path_, token_;
};

}  // namespace canary
