# SPDX-License-Identifier: Apache-2.0
# Medians of costs.tsv in millions of instructions, and whether the total keeps to its limit.

{ costs[$1] = costs[$1] " " $2 }

function millions(what) {
	if (!(what in costs)) {
		printf "no measurement of %s\n", what
		exit 1
	}
	return median_of(costs[what]) / 1e6
}

function row(what, instructions) { printf "%-52s %8.1f\n", what, instructions }

END {
	total = millions("total")
	verifier = millions("verifier")
	symbols = millions("symbols")
	row("Linux " kernel ", from start to watching, in millions", total)
	row("  the verifier", verifier)
	row("  the kernel's symbols", symbols)
	row("  the rest", total - verifier - symbols)
	printf "must 500\n"
	exit total > 500
}
