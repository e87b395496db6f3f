// SPDX-License-Identifier: Apache-2.0
#include "base/resolve.h"

#include <netdb.h>

#include <algorithm>
#include <memory>

namespace canary {

Result<std::vector<Endpoint>> resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;  // any one: each address would come once for every type
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
      error != 0)
    return environment_error(gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<Endpoint> endpoints;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    endpoints.push_back(SocketAddress::copy_of(one->ai_addr, one->ai_addrlen).endpoint());
  std::ranges::sort(endpoints);
  const auto twice = std::ranges::unique(endpoints);
  endpoints.erase(twice.begin(), twice.end());
  return endpoints;
}

}  // namespace canary
