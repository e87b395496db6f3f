# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As run-uplink-replaced, with tcx forced off: programs hang on the qdisc, and go with it.
source "${BASH_SOURCE[0]%/*}/run-uplink-replaced.sh"
DAEMON_OPTIONS=(--without tcx)
