// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/socket_address.h"
#include "base/time.h"
#include "session/verify_options.h"

namespace canary {

/// As verify, for as long as it lives; of `session`, criteria.interval is the time in which every
/// path is probed once.
struct RunOptions {
  VerifyOptions session;
  std::string config_file;  ///< empty: none
  bool check_only = false;
  std::string peers_file, peers_dns;  ///< more peers, which come and go; empty: none
  Duration window{};                  ///< what is kept of the past
  Endpoint listen;         ///< of metrics and verdicts, in the namespace where the process is
  std::string token_file;  ///< what HTTP clients show; empty: nothing is wanted
  std::vector<std::string> settings;               ///< all words that were given, without the peers
  std::function<Result<RunOptions>()> read_again;  ///< what the same words and files say now
};

}  // namespace canary
