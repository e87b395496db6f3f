// SPDX-License-Identifier: Apache-2.0
#include "cluster/evidence_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "base/http_answer.h"
#include "base/scoped_netns.h"
#include "cluster/channel.h"
#include "cluster/evidence_answer.h"
#include "cluster/evidence_server.h"

namespace canary {
namespace {

/// Peers that hang must not use up the time of those that do not.
constexpr std::size_t kAtOnce = 256;

/// With what a foreign server said, so that it can stand in a report.
std::unexpected<std::string> refused(std::string reason) {
  constexpr std::size_t kEnough = 200;
  reason.resize(std::min({reason.size(), reason.find('\n'), kEnough}));
  for (char& c : reason)
    if (c < ' ' || c > '~') c = '?';
  return std::unexpected(std::move(reason));
}

Connected<HttpAnswer> post(const Endpoint& server, const NodeName& peer, const std::string& body,
                           const EvidenceClientOptions& options, Duration limit) {
  auto channel = Channel::connect(server, peer, options.tls, limit);
  if (!channel) return std::unexpected(channel.error());
  const auto sent =
      channel->send(fmt::format("POST {} HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {}\r\n"
                                "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                                kEvidencePath, to_text(server), options.token, body.size(), body));
  auto answer = receive_http_answer([&](std::span<char> room) { return channel->receive(room); },
                                    true, kLargestAnswer + kLargestHead);
  // A server that refuses may do so before it has read all.
  if (!answer && !sent) return std::unexpected(sent.error());
  return answer;
}

PeerAnswer read(const HttpAnswer& answer, const PeerQuestion& asked, const SessionHeader& asker) {
  if (answer.status != 200)
    return refused(fmt::format("it answered {}: {}", answer.status, answer.body));
  auto told = parse_answer(answer.body, asked.peer);
  if (!told) return refused(told.error().message);
  told->header.told_to = asker.node;
  told->header.criteria = asker.criteria;
  told->header.told_until = asked.question.asked_until;
  return *std::move(told);
}

PeerAnswer ask(const PeerQuestion& asked, const SessionHeader& asker,
               const EvidenceClientOptions& options,
               std::chrono::steady_clock::time_point deadline) {
  const auto inside = ScopedNetns::enter(options.netns);
  if (!inside) return std::unexpected(inside.error().message);
  const std::string body = to_json(asked.question.request);
  std::string reason = "no control address of it is known";
  for (std::size_t i = 0; i < asked.endpoints.size(); ++i) {
    const Endpoint& endpoint = asked.endpoints[i];
    const Duration left = deadline - std::chrono::steady_clock::now();
    if (left <= Duration::zero())
      return std::unexpected(fmt::format("no time was left of {}", to_text(options.limit)));
    const auto share = left / static_cast<std::int64_t>(asked.endpoints.size() - i);
    const auto answer = post(endpoint, asked.peer, body, options, share);
    if (answer) return read(*answer, asked, asker);
    reason = fmt::format("{}: {}", to_text(endpoint), answer.error().reason);
  }
  return std::unexpected(reason);
}

}  // namespace

std::vector<PeerAnswer> ask_peers(std::span<const PeerQuestion> questions,
                                  const SessionHeader& asker,
                                  const EvidenceClientOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + options.limit;
  std::vector<PeerAnswer> answers(questions.size());
  std::atomic<std::size_t> next = 0;
  const auto ask_some = [&] {
    for (std::size_t i = next++; i < questions.size(); i = next++)
      answers[i] = ask(questions[i], asker, options, deadline);
  };
  std::vector<std::jthread> threads;
  while (threads.size() < std::min(questions.size(), kAtOnce)) threads.emplace_back(ask_some);
  threads.clear();  // joins
  return answers;
}

}  // namespace canary
