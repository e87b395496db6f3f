# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As fault-firewall-in, where kernel.kptr_restrict is 2: the kernel itself names the function that dropped.
source "${BASH_SOURCE[0]%/*}/fault-firewall-in.sh"
# The same story, told with this first.
eval "$(declare -f play | sed '2s/{/{ zero_addresses;/')"
