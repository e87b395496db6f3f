# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As fault-wrong-key, where /proc/kallsyms is empty: the same verdicts and drops.
source "${BASH_SOURCE[0]%/*}/fault-wrong-key.sh"
# The same story, told with this first.
eval "$(declare -f play | sed '2s/{/{ hide_symbols;/')"
