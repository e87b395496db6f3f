# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As cluster-pool-1.13.2, with fentry forced off: the same verdicts by the fallback.
source "${BASH_SOURCE[0]%/*}/cluster-pool-1.13.2.sh"
canary_options all --without fentry
