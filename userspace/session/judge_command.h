// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "timeline/timeline.h"

namespace canary {

using OnSentence = std::function<void(const std::string&)>;

/// One timeline of several recordings: the nodes that recorded, in the order of their files, then
/// those of which there is only what they told. `on_sentence` gets what is left out.
[[nodiscard]] Result<Timeline> read_recordings(const std::vector<std::string>& paths,
                                               const OnSentence& on_sentence);

/// `xfrm-canary judge`: reads recordings, of one node or of several, and judges them as verify did.
[[nodiscard]] Result<ExitStatus> run_judge(const JudgeOptions& options);

}  // namespace canary
