// SPDX-License-Identifier: Apache-2.0
#include "cluster/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>

namespace canary {
namespace {

std::string last_problem() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason == nullptr ? "it cannot be used" : reason;
}

Result<TlsContext> make_context(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return environment_error(fmt::format("begin TLS: {}", last_problem()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  return context;
}

Result<void> use_certificate(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return usage_error(fmt::format("--evidence-cert {}: {}", files.certificate, last_problem()));
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return usage_error(fmt::format("--evidence-key {}: {}", files.key, last_problem()));
  return {};
}

Result<void> trust_authority(SSL_CTX* context, const std::string& file) {
  if (SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) != 1)
    return usage_error(fmt::format("--evidence-ca {}: {}", file, last_problem()));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

}  // namespace

Result<TlsContext> make_server_tls(const TlsFiles& files) {
  if (files.certificate.empty()) return TlsContext{};
  auto context = make_context(TLS_server_method());
  if (!context) return context;
  if (auto used = use_certificate(context->get(), files); !used)
    return std::unexpected(used.error());
  if (files.authority.empty()) return context;
  if (auto trusted = trust_authority(context->get(), files.authority); !trusted)
    return std::unexpected(trusted.error());
  return context;
}

Result<TlsContext> make_client_tls(const TlsFiles& files) {
  if (files.authority.empty()) return TlsContext{};
  auto context = make_context(TLS_client_method());
  if (!context) return context;
  if (auto trusted = trust_authority(context->get(), files.authority); !trusted)
    return std::unexpected(trusted.error());
  if (files.certificate.empty()) return context;
  if (auto used = use_certificate(context->get(), files); !used)
    return std::unexpected(used.error());
  return context;
}

}  // namespace canary
