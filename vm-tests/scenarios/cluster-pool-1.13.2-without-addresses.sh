# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As cluster-pool-1.13.2, where kernel.kptr_restrict is 2: the same verdicts and drops.
source "${BASH_SOURCE[0]%/*}/cluster-pool-1.13.2.sh"
# The same story, told with this first.
eval "$(declare -f play | sed '2s/{/{ zero_addresses;/')"
