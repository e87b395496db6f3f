// SPDX-License-Identifier: Apache-2.0
#include "base/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/unique_fd.h"

namespace canary {
namespace {

constexpr std::size_t kLongest = 4096;  // bytes

/// Why a secret is not read from there; empty where it may be.
std::string_view trouble_with(const struct stat& file) {
  if (!S_ISREG(file.st_mode)) return "it is no file: give one that holds the secret";
  if ((file.st_mode & S_IROTH) != 0) return "everybody can read it: chmod o= it";
  return {};
}

}  // namespace

Result<std::string> read_secret(std::string_view flag, const std::string& path) {
  const auto refuse = [&](std::string_view why) {
    return usage_error(fmt::format("{} {}: {}", flag, path, why));
  };
  // A pipe is opened without waiting for who writes into it.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat found {};
  if (!file.valid() || ::fstat(file.get(), &found) != 0) return refuse("it cannot be read");
  if (const auto trouble = trouble_with(found); !trouble.empty()) return refuse(trouble);
  std::array<char, kLongest + 1> text{};
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size < 0) return refuse("it cannot be read");
  if (static_cast<std::size_t>(size) > kLongest)
    return refuse(fmt::format("it holds more than {} bytes", kLongest));
  std::string secret(text.data(), static_cast<std::size_t>(size));
  while (secret.ends_with('\n')) secret.pop_back();
  if (secret.empty()) return refuse("it is empty");
  return secret;
}

}  // namespace canary
