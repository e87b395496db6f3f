// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/xfrm_tables.h"

namespace canary::testing {

/// The tables that `ip -batch` makes of these lines on an empty node: "xfrm state add …" and "xfrm
/// policy add …", as in vm-tests/layouts. Throws on a word that it does not know.
[[nodiscard]] XfrmTables read_ip_xfrm_batch(const std::string& text);

/// Reads such lines of a file.
[[nodiscard]] XfrmTables read_ip_xfrm_batch_file(const std::string& path);

}  // namespace canary::testing
