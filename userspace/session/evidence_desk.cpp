// SPDX-License-Identifier: Apache-2.0
#include "session/evidence_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/secret_file.h"

namespace canary {
namespace {

/// The loop comes to it within a tick, unless the machine starves.
constexpr Duration kRefreshLimit = std::chrono::seconds(1);

/// It stands in a header of HTTP, where spaces and ends of lines would be lost or taken for more.
bool can_be_shown(const std::string& token) {
  return std::ranges::all_of(token, [](char c) { return '!' <= c && c <= '~'; });
}

}  // namespace

Result<std::optional<EvidenceSecrets>> read_evidence_secrets(const EvidenceOptions& options) {
  if (options.token_file.empty()) return std::nullopt;
  auto token = read_secret("--evidence-token", options.token_file);
  if (!token) return std::unexpected(token.error());
  if (!can_be_shown(*token))
    return usage_error(
        fmt::format("--evidence-token {}: a token is one word of ASCII, without spaces or a second "
                    "line",
                    options.token_file));
  const TlsFiles files{options.certificate_file, options.key_file, options.authority_file};
  auto server = make_server_tls(files);
  if (!server) return std::unexpected(server.error());
  auto client = make_client_tls(files);
  if (!client) return std::unexpected(client.error());
  return EvidenceSecrets{*std::move(token), *std::move(server), *std::move(client)};
}

EvidenceDesk::EvidenceDesk(SessionHeader header, EventLoop& loop, BootClock clock,
                           std::function<void()> report)
    : loop_(loop), clock_(clock), report_(std::move(report)), store_(std::move(header)) {}

Result<void> EvidenceDesk::open(const EvidenceOptions& options, const EvidenceSecrets& secrets,
                                const std::string& netns) {
  // The first report's readings lie in what the second one completes: without them the drops since
  // the last reading would stand alone.
  auto refresh = LoopCall::make(loop_, [this] {
    report_();
    const Instant before = clock_.now();
    report_();
    store_.complete_until(before);
  });
  if (!refresh) return std::unexpected(refresh.error());
  refresh_ = std::move(*refresh);
  EvidenceServerOptions serving;
  serving.netns = netns;
  for (const IpAddress& address : options.listen) serving.listen.push_back({address, options.port});
  serving.token = secrets.token;
  serving.tls = secrets.server_tls;
  auto server = EvidenceServer::start(serving, store_, clock_,
                                      [this] { return refresh_->run(kRefreshLimit); });
  if (!server) return std::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

}  // namespace canary
