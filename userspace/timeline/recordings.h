// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "timeline/timeline.h"

namespace canary {

using OnSentence = std::function<void(const std::string&)>;

/// Makes one timeline of several recordings: the nodes that recorded, in the order of their files,
/// then those of which there is only what they told. `on_sentence` gets what is left out.
[[nodiscard]] Result<Timeline> read_recordings(const std::vector<std::string>& paths,
                                               const OnSentence& on_sentence);

}  // namespace canary
