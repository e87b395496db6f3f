// SPDX-License-Identifier: Apache-2.0
#include "advice/cause_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace canary {
namespace {

/// Cilium's words for them: labels `type` and `error` of cilium_ipsec_xfrm_error
/// (pkg/datapath/linux/ipsec/xfrm_collector.go), which its checks write as "inbound_no_state".
const std::map<std::string_view, std::string_view>& labels_of_cilium() {
  static const std::map<std::string_view, std::string_view> labels{
      {"inbound_other", "XfrmInError"},
      {"inbound_no_buffer", "XfrmInBufferError"},
      {"inbound_header", "XfrmInHdrError"},
      {"inbound_no_state", "XfrmInNoStates"},
      {"inbound_state_protocol", "XfrmInStateProtoError"},
      {"inbound_state_mode", "XfrmInStateModeError"},
      {"inbound_state_sequence", "XfrmInStateSeqError"},
      {"inbound_state_expired", "XfrmInStateExpired"},
      {"inbound_state_mismatched", "XfrmInStateMismatch"},
      {"inbound_state_invalid", "XfrmInStateInvalid"},
      {"inbound_template_mismatched", "XfrmInTmplMismatch"},
      {"inbound_no_policy", "XfrmInNoPols"},
      {"inbound_policy_blocked", "XfrmInPolBlock"},
      {"inbound_policy", "XfrmInPolError"},
      {"inbound_forward_header", "XfrmFwdHdrError"},
      {"outbound_other", "XfrmOutError"},
      {"outbound_bundle_generation", "XfrmOutBundleGenError"},
      {"outbound_bundle_check", "XfrmOutBundleCheckError"},
      {"outbound_no_state", "XfrmOutNoStates"},
      {"outbound_state_protocol", "XfrmOutStateProtoError"},
      {"outbound_state_mode", "XfrmOutStateModeError"},
      {"outbound_state_sequence", "XfrmOutStateSeqError"},
      {"outbound_state_expired", "XfrmOutStateExpired"},
      {"outbound_policy_blocked", "XfrmOutPolBlock"},
      {"outbound_policy_dead", "XfrmOutPolDead"},
      {"outbound_policy", "XfrmOutPolError"},
      {"outbound_state_invalid", "XfrmOutStateInvalid"},
      {"outbound_acquire", "XfrmAcquireError"},
  };
  return labels;
}

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
  auto label = error.empty() ? std::string(name) : fmt::format("{}_{}", type, error);
  std::ranges::transform(label, label.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto found = labels_of_cilium().find(label);
  return std::string(found == labels_of_cilium().end() ? name : found->second);
}

}  // namespace canary
