// SPDX-License-Identifier: Apache-2.0
#include "advice/find_drop_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "advice/cause_name.h"
#include "advice/lower_case.h"

namespace canary {
namespace {

// Of Hubble (the names of Cilium's pkg/monitor/api/drop.go), and of the kernel's drop reasons.
constexpr std::string_view kNoNodeId =
    "a program of Cilium drops the packet before XFRM sees it, since the peer has no node ID: "
    "look at `cilium-dbg nodeid list`";
constexpr std::string_view kUnencrypted =
    "a program of Cilium drops a packet that would leave in the clear, after XFRM or without it: "
    "look for its policy with `xfrm-canary inspect`";
constexpr std::string_view kPolicyReason =
    "the kernel gives this reason for XfrmInNoPols, XfrmInTmplMismatch, XfrmInPolBlock, "
    "XfrmInStateMismatch and the causes of XfrmOut: see which counter of /proc/net/xfrm_stat rises";

/// Letters and digits of the first word, in lower case, without "xfrm" in front:
/// "XfrmInNoStates  12" and "xfrm_in_no_states" are "innostates".
std::string bare(std::string_view name) {
  const auto first = name.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  name.remove_prefix(first);
  auto lower = in_lower_case(name.substr(0, name.find_first_of(" \t\n")));
  std::erase_if(lower, [](unsigned char c) { return std::isalnum(c) == 0; });
  return lower.starts_with("xfrm") ? lower.substr(4) : lower;
}

/// Letters and digits of all words, in lower case.
std::string letters(std::string_view name) {
  auto lower = in_lower_case(name);
  std::erase_if(lower, [](unsigned char c) { return std::isalnum(c) == 0; });
  return lower;
}

/// What others call drops that no counter of XFRM counts by itself, and what is behind it.
struct Foreign {
  std::string_view name, words;
};
constexpr std::array kForeign{
    Foreign{"nonodeid", kNoNodeId},
    Foreign{"nonodeidfound", kNoNodeId},
    Foreign{"unencryptedtraffic", kUnencrypted},
    Foreign{"trafficisunencrypted", kUnencrypted},
    Foreign{"xfrmpolicy", kPolicyReason},
    Foreign{"skbdropreasonxfrmpolicy", kPolicyReason},
};

/// How many letters must be put in, taken out or changed (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

Result<const DropCauseInfo*> find_drop_cause(std::string_view name) {
  const auto wanted = bare(kernel_name(name));
  if (const auto* foreign = std::ranges::find(kForeign, letters(name), &Foreign::name);
      foreign != kForeign.end())
    return usage_error(fmt::format("'{}' is no counter of XFRM: {}", name, foreign->words));
  const auto causes = known_drop_causes();
  const auto nearest = std::ranges::min_element(
      causes, {}, [&](const DropCauseInfo& cause) { return distance(bare(cause.name), wanted); });
  if (bare(nearest->name) == wanted) return &*nearest;
  return usage_error(fmt::format(
      "'{}' is no drop cause of XFRM that is known here: did you mean {}? `xfrm-canary explain` "
      "lists them all",
      name, nearest->name));
}

}  // namespace canary
