// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/error.h"

namespace canary {

/// Files in PEM form; an empty path is none.
struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string authority;  ///< whose certificates the other end must have
  bool operator==(const TlsFiles&) const = default;
};

/// The context that connections by TLS are made with. Empty: connections are in the clear.
using TlsContext = std::shared_ptr<SSL_CTX>;

/// Makes TLS of a certificate; with an authority as well, only for clients whose certificate it
/// signed. A file that cannot be used is a Usage error that names it.
[[nodiscard]] Result<TlsContext> make_server_tls(const TlsFiles& files);

/// Makes TLS of an authority, to servers whose certificate it signed, with `certificate` as ours.
[[nodiscard]] Result<TlsContext> make_client_tls(const TlsFiles& files);

}  // namespace canary
