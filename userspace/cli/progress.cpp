// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <type_traits>

#include "base/visible_text.h"

namespace canary {
namespace {

// A reply or two is always on its way: more than this many open probes are loss.
constexpr std::size_t kOnTheirWay = 3;
constexpr std::size_t kNamedPaths = 3;
const std::string kClearLine = "\r\033[K";

std::size_t columns_of(std::FILE* terminal) {
  winsize size{};
  constexpr std::size_t kUsual = 80;
  return ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace

void Progress::tell(const std::string& text) const {
  std::fwrite(text.data(), 1, text.size(), output_);
  std::fflush(output_);
  std::clearerr(output_);
}

void Progress::clear() {
  if (terminal_ && !phase_.empty()) tell(kClearLine);
}

void Progress::enter_phase(const std::string& phase, Instant now) {
  phase_ = phase;
  phase_since_ = now;
  if (terminal_)
    draw(now);
  else
    tell(fmt::format("xfrm-canary: phase {}\n", visible(phase)));
}

void Progress::say(const std::string& sentence) {
  clear();
  tell(fmt::format("xfrm-canary: {}\n", visible(sentence)));
}

void Progress::observe(const Observed& what) {
  if (const auto* added = std::get_if<PathAdded>(&what)) {
    paths_[added->ssid].name = fmt::format("{} {}", added->remote, to_text(added->kind));
  } else if (const auto* sent = std::get_if<ProbeSent>(&what)) {
    ++paths_[sent->ssid].sent;
    paths_[sent->ssid].unanswered.insert(sent->sequence);
  } else if (const auto* reply = std::get_if<ReplyReceived>(&what)) {
    if (paths_[reply->ssid].unanswered.erase(reply->sequence) > 0) ++paths_[reply->ssid].answered;
  } else if (const auto* drop = std::get_if<PacketDropped>(&what)) {
    drops_[drop->cause] += drop->packets;
  }
}

std::string Progress::line(Instant now, std::size_t columns) const {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::string broken;
  std::size_t broken_count = 0;
  for (const auto& [ssid, path] : paths_) {
    sent += path.sent;
    answered += path.answered;
    if (path.unanswered.size() <= kOnTheirWay) continue;
    if (++broken_count <= kNamedPaths)
      broken += fmt::format("  {}: {} lost", path.name, path.unanswered.size());
  }
  if (broken_count > kNamedPaths)
    broken += fmt::format("  and {} more paths", broken_count - kNamedPaths);
  std::string text =
      fmt::format("{} {}  {} paths  {}/{} answered{}", phase_, to_text(now - phase_since_),
                  paths_.size(), answered, sent, broken);
  for (const auto& [cause, packets] : drops_) text += fmt::format("  {} {}", cause, packets);
  return std::string(shortened(visible(text), columns));
}

void Progress::draw(Instant now) {
  if (!terminal_ || phase_.empty()) return;
  tell(kClearLine + line(now, columns_of(output_) - 1));
}

}  // namespace canary
