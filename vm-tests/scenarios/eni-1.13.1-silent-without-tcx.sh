# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# As eni-1.13.1-silent, with tcx forced off: the same verdicts by the fallback.
source "${BASH_SOURCE[0]%/*}/eni-1.13.1-silent.sh"
canary_options all --without tcx
