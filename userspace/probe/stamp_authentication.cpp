// SPDX-License-Identifier: Apache-2.0
#include "probe/stamp_authentication.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace canary {

StampHmac hmac(const StampKey& key, std::initializer_list<std::span<const std::uint8_t>> parts) {
  std::vector<std::uint8_t> message;
  for (const auto part : parts) message.insert(message.end(), part.begin(), part.end());
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.bytes.data(), static_cast<int>(key.bytes.size()), message.data(),
       message.size(), digest.data(), &size);
  StampHmac truncated{};
  std::copy_n(digest.begin(), truncated.size(), truncated.begin());
  return truncated;
}

bool same_hmac(const StampHmac& a, std::span<const std::uint8_t> b) {
  return b.size() == a.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace canary
