# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# transport-healthy, where kprobes take the place of fentry.
source "${BASH_SOURCE[0]%/*}/transport-healthy.sh"
canary_options all --without fentry
