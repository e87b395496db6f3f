// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <algorithm>
#include <utility>

namespace canary {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Unaffected:
      return "unaffected";
    case Verdict::Recovered:
      return "recovered";
    case Verdict::Inconclusive:
      return "inconclusive";
    case Verdict::NotRecovered:
      return "not-recovered";
  }
  std::unreachable();
}

std::optional<Verdict> parse_verdict(std::string_view word) {
  const auto* found =
      std::ranges::find(kVerdicts, word, [](Verdict verdict) { return to_text(verdict); });
  return found == kVerdicts.end() ? std::nullopt : std::optional(*found);
}

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::SenderSocket:
      return "sender-socket";
    case Stage::SenderPolicy:
      return "sender-policy";
    case Stage::SenderEncrypt:
      return "sender-encrypt";
    case Stage::SenderUplink:
      return "sender-uplink";
    case Stage::Wire:
      return "wire";
    case Stage::ReceiverUplink:
      return "receiver-uplink";
    case Stage::ReceiverDecrypt:
      return "receiver-decrypt";
    case Stage::ReceiverPolicy:
      return "receiver-policy";
    case Stage::ReceiverSocket:
      return "receiver-socket";
  }
  std::unreachable();
}

std::string_view to_text(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Failure:
      return "failure";
  }
  std::unreachable();
}

}  // namespace canary
