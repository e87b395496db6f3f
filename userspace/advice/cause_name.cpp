// SPDX-License-Identifier: Apache-2.0
#include "advice/cause_name.h"

#include <fmt/format.h>

#include <algorithm>

#include "advice/lower_case.h"
#include "model/drop_cause.h"

namespace canary {
namespace {

/// The value of `label` in a metric of Prometheus: of `error="no_state",type="inbound"`.
std::string_view label_value(std::string_view metric, std::string_view label) {
  const auto at = metric.find(fmt::format("{}=\"", label));
  if (at == std::string_view::npos) return {};
  const auto value = metric.substr(at + label.size() + 2);
  return value.substr(0, value.find('"'));
}

}  // namespace

std::string kernel_name(std::string_view name) {
  const auto type = label_value(name, "type"), error = label_value(name, "error");
  const auto label =
      in_lower_case(error.empty() ? std::string(name) : fmt::format("{}_{}", type, error));
  const auto causes = known_drop_causes();
  const auto found = std::ranges::find(causes, label, &DropCauseInfo::cilium_label);
  return std::string(label.empty() || found == causes.end() ? name : found->name);
}

}  // namespace canary
