# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As eni-1.13.1-silent, where /proc/kallsyms is empty: the same verdicts.
source "${BASH_SOURCE[0]%/*}/eni-1.13.1-silent.sh"
# The same story, told with this first.
eval "$(declare -f play | sed '2s/{/{ hide_symbols;/')"
