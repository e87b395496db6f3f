// SPDX-License-Identifier: Apache-2.0
// For tests only: certificates that last an hour.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "cluster/tls_context.h"

namespace canary {

/// An authority and what it signs, as PEM files in a folder of the test's own.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;
  ~TestAuthority();

  /// A certificate for `subject`: "DNS:node-b" or "IP:127.0.0.1".
  [[nodiscard]] TlsFiles sign(const std::string& subject) const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
  [[nodiscard]] Certificate make(const std::string& name, EVP_PKEY* key) const;

  std::string folder_;
  std::string file_;
  Key key_;
  Certificate certificate_;
};

}  // namespace canary
