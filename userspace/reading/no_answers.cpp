// SPDX-License-Identifier: Apache-2.0
#include "reading/no_answers.h"

#include <algorithm>
#include <map>

namespace canary {
namespace {

class Collector {
 public:
  void add(Instant at, const NoAnswer& seen) {
    NoAnswers& all = by_reason_[seen.reason];
    all.reason = seen.reason;
    all.source = seen.source;
    all.port = seen.port;
    all.count += seen.count;
    all.at.push_back(at);
  }
  void add_refused(const NodeSession& node, const IpAddress& source, const IpAddress& asked,
                   const IpAddress& reflector) {
    for (const auto [at, refused] : node.seen.of<RequestsRefused>())
      if (refused.source == source && refused.asked == asked)
        add(at, {.reason = NoAnswerReason::OtherKey, .source = reflector, .count = refused.count});
  }
  [[nodiscard]] std::vector<NoAnswers> take() {
    std::vector<NoAnswers> all;
    for (auto& [reason, answers] : by_reason_) {
      std::ranges::sort(answers.at);
      all.push_back(std::move(answers));
    }
    return all;
  }

 private:
  std::map<NoAnswerReason, NoAnswers> by_reason_;
};

}  // namespace

std::vector<NoAnswers> find_no_answers(const NodeSession& prober, const NodeSession* reflector,
                                       const PathProbes& path) {
  Collector collector;
  for (const auto [at, seen] : prober.seen.of<NoAnswer>())
    if (seen.ssid == path.key.ssid) collector.add(at, seen);
  const auto& [sender, asked] = std::pair(path.key.sender, path.key.reflector);
  collector.add_refused(prober, asked, sender, asked);
  if (reflector != nullptr && reflector != &prober)
    collector.add_refused(*reflector, sender, asked, asked);
  return collector.take();
}

}  // namespace canary
