// SPDX-License-Identifier: Apache-2.0
#include "testing/contradictions.h"

#include <fmt/format.h>

#include <regex>
#include <span>

namespace canary::testing {
namespace {

/// Two patterns of which at most one may match; where both capture something, of the same thing.
struct Excluding {
  const char* one;
  const char* other;
};

/// Said of a session.
constexpr Excluding kOfASession[] = {
    {R"(  (\S+), never ran, so their silence proves nothing: [^\n]*xfrm_replay_overflow)",
     R"([^\n]encrypted by (\S+?)[;,])"},
    {R"(  (\S+), never ran, so their silence proves nothing: [^\n]*tc_ingress)",
     R"(arrived at (\S+?)[;,])"},
    {R"(  (\S+), never ran, so their silence proves nothing: [^\n]*kfree_skb(?:,|\n))",
     R"(dropped by (\S+?), XfrmIn)"},
    {R"(^UNAFFECTED: )", R"(\n  FAILURE  )"},
    {R"(^RECOVERED: )", R"(\n  FAILURE  )"},
    {R"(^NOT RECOVERED, but )", R"(^NOT)"},
    {R"(^INCONCLUSIVE, but )", R"(^INC)"},
    {R"(no hook: only probes and the agent were watched)", R"(lost on the wire to)"},
};

/// Said of a path.
constexpr Excluding kOfAPath[] = {
    {R"(so it is not IPsec)", R"(dropped by \S+, Xfrm)"},
    {R"(so it is not IPsec)", R"(does not clear IPsec)"},
    {R"(none of \d+ probes? was lost)", R"( [1-9]\d* lost)"},
    {R"(none of \d+ probes was answered)", R"(sent, [1-9]\d* answered)"},
    {R"(no probe was ever answered)", R"(sent, [1-9]\d* answered)"},
    {R"(it worked before the agent went)", R"(broken already before the agent went)"},
    {R"(it worked before the agent went)", R"(no probe was ever answered)"},
    {R"(\n  (?:unaffected|recovered)  )", R"(went in the clear until the observation ended)"},
    {R"(\n  unaffected  )", R"(dropped by \S+, Xfrm)"},
    {R"(\n  (?:unaffected|recovered)  )", R"(probes were still lost)"},
    {R"(and nobody answered there)", R"(nobody listens at)"},
    {R"(\n  not-recovered  )", R"(do not show that IPsec is down)"},
    {R"(so it is not IPsec)", R"(it is another encrypted path)"},
    {R"(\n  unaffected  )", R"([(,] ?[1-9]\d* in the clear)"},
    {R"(\n  (?:unaffected|recovered)  )", R"(, which is not watched)"},
    {R"(answered probes? of this path (?:is|are) not proved)", R"(\d proved encrypted\))"},
    {R"(nothing was lost, but)", R"( [1-9]\d* lost)"},
};

std::vector<std::string> captured(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> all;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match)
    all.push_back(match->size() > 1 ? (*match)[1].str() : "");
  return all;
}

std::vector<std::string> find(const std::string& report, std::span<const Excluding> pairs) {
  std::vector<std::string> found;
  for (const Excluding& pair : pairs)
    for (const std::string& one : captured(report, pair.one))
      for (const std::string& other : captured(report, pair.other))
        if (one == other)
          found.push_back(fmt::format("/{}/ and /{}/ {}", pair.one, pair.other, one));
  return found;
}

}  // namespace

std::vector<std::string> contradictions_in(const std::string& report) {
  return find(report, kOfASession);
}

std::vector<std::string> contradictions_about_path(const std::string& report) {
  return find(report, kOfAPath);
}

}  // namespace canary::testing
