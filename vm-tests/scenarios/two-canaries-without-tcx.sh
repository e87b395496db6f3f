# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As two-canaries, with tcx forced off: each has a filter of its own.
source "${BASH_SOURCE[0]%/*}/two-canaries.sh"
canary_options all --without tcx
DAEMON_OPTIONS=(--without tcx)
