// SPDX-License-Identifier: Apache-2.0
#include "report/clear_words.h"

#include <fmt/format.h>

#include <utility>

#include "report/page.h"

namespace canary {
namespace {

std::string_view reason_of(ClearWord word) {
  switch (word) {
    case ClearWord::Permitted:
      return "a policy lets them pass, or they are IKE's own";
    case ClearWord::Authenticated:
      return "authenticated by AH, as a policy demands, and not encrypted";
    case ClearWord::NotDemanded:
      return "nobody demands that they are encrypted";
    case ClearWord::Offloaded:
      return "a device may encrypt them behind the last hook (packet offload)";
    case ClearWord::Leaked:
      break;
  }
  std::unreachable();
}

std::string words_of(const ClearTraffic& clear) {
  const std::string other = clear.other.empty() ? "addresses of no peer" : clear.other;
  const bool left = clear.way == ClearWay::Left;
  return fmt::format("{} {} {} {} {} in the clear: {}", counted(clear.packets, "packet"),
                     left ? "to" : "from", other, left ? "left" : "came to", clear.node,
                     reason_of(clear.word));
}

}  // namespace

std::vector<std::string> clear_words(const Judgement& judgement) {
  std::vector<std::string> words;
  for (const auto& clear : judgement.clear)
    if (clear.word != ClearWord::Leaked) words.push_back(words_of(clear));
  return words;
}

}  // namespace canary
