// SPDX-License-Identifier: Apache-2.0
#include "session/evidence_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/secret_file.h"

namespace canary {
namespace {

/// Tells whether a token can stand in a header of HTTP, where spaces and ends of lines would be
/// lost or taken for more.
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

}  // namespace canary
