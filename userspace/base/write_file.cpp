// SPDX-License-Identifier: Apache-2.0
#include "base/write_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/unique_fd.h"

namespace canary {
namespace {

constexpr mode_t kUsualMode = 0666;  // less the umask

/// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(fd, content.data(), content.size());
    if (count > 0)
      content.remove_prefix(static_cast<std::size_t>(count));
    else if (count == 0)
      return EIO;
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

/// The file that `path` leads to: a symbolic link stays one.
std::string target_of(const std::string& path) {
  std::error_code missing;
  const auto target = std::filesystem::canonical(path, missing);
  return missing ? path : target.string();
}

int write_in_place(const std::string& path, const std::string& content) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.valid() ? write_all(file.get(), content) : errno;
}

/// mkostemp() makes files for their owner alone: a report is readable as any other new file, or as
/// the one that it takes the place of.
mode_t mode_for(const struct stat* replaced) {
  if (replaced != nullptr) return replaced->st_mode & 07777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return kUsualMode & ~mask;
}

int write_beside(const std::string& path, const struct stat* replaced, const std::string& content) {
  std::string beside = path + ".XXXXXX";
  const UniqueFd file(::mkostemp(beside.data(), O_CLOEXEC));
  if (!file.valid()) return errno;
  int failed = write_all(file.get(), content);
  if (failed == 0 && ::fchmod(file.get(), mode_for(replaced)) != 0) failed = errno;
  if (failed == 0 && ::fsync(file.get()) != 0) failed = errno;
  if (failed == 0 && ::rename(beside.c_str(), path.c_str()) != 0) failed = errno;
  if (failed != 0) ::unlink(beside.c_str());
  return failed;
}

int write_to(const std::string& path, const std::string& content) {
  const std::string target = target_of(path);
  struct stat found {};
  if (::stat(target.c_str(), &found) != 0) return write_beside(target, nullptr, content);
  if (S_ISDIR(found.st_mode)) return EISDIR;
  return S_ISREG(found.st_mode) ? write_beside(target, &found, content)
                                : write_in_place(target, content);
}

}  // namespace

Result<void> write_file(const std::string& path, const std::string& content) {
  const bool to_stdout = path == "-";
  const int failed = to_stdout ? write_all(STDOUT_FILENO, content) : write_to(path, content);
  if (failed == 0) return {};
  return system_error(fmt::format("write {}", to_stdout ? "to stdout" : path), failed);
}

}  // namespace canary
