// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>

#include <string>
#include <string_view>

namespace canary {

/// Tells whether the header Authorization shows this token (RFC 6750, 2.1), in a time that does not
/// tell how much of it is right.
inline bool shows_token(std::string_view authorization, std::string_view token) {
  const std::string wanted = "Bearer " + std::string(token);
  return authorization.size() == wanted.size() &&
         CRYPTO_memcmp(authorization.data(), wanted.data(), wanted.size()) == 0;
}

}  // namespace canary
