# SPDX-License-Identifier: Apache-2.0
# Medians of costs.tsv, the extras over nothing, and whether they keep to the limits; for each shape.
#
# One VM plays both nodes, so a program on a kernel function runs for both nodes' packets, also where another kernel would
# have run it. What is attached for node c sees no packet of its own: it costs just these runs in vain. So
# a + b - c is what a packet costs on the two kernels that it passes.

{ costs[$1, $2] = costs[$1, $2] " " $3 }

function median(what) {
	if (!((shape, what) in costs)) {
		printf "no measurement of %s (%s)\n", what, shape
		exit 1
	}
	return median_of(costs[shape, what])
}

function extra(what) { return median(what) - nothing }

function row(what, instructions) {
	printf "%-40s %10.0f %10s\n", what, nothing + instructions, instructions ? sprintf("+%.0f", instructions) : "-"
}

function check(what, value, must, aim, unit) {
	printf "%-40s %9.2f%s   must %s  aim %s\n", what, value, unit, must == "" ? "-" : must unit, aim == "" ? "-" : aim unit
	if (must != "" && value > must) failed = 1
}

function report_shape() {
	nothing = median("nothing")
	empty = extra("empty-a") + extra("empty-b") - extra("empty-c")
	canary = extra("canary-a") + extra("canary-b") - extra("canary-c")
	bpftrace = extra("bpftrace")
	printf "%-40s %10s %10s\n", "Linux " kernel ", " shape, "instructions", "extra"
	row("nothing attached", 0)
	row("empty programs, sender and receiver", empty)
	row("xfrm-canary, sender and receiver", canary)
	row("bpftrace, counting the same", bpftrace)
	printf "  (a, b, c alone: empty %+.0f %+.0f %+.0f, canary %+.0f %+.0f %+.0f)\n", extra("empty-a"), extra("empty-b"), extra("empty-c"), extra("canary-a"), extra("canary-b"), extra("canary-c")
	check("times the empty programs", canary / empty, 3, 2, "")
	check("of bpftrace", canary / bpftrace * 100, 12.5, "", " %")
	check("of the packet", canary / nothing * 100, "", 1.5, " %")
}

END {
	shape_count = split("pods bare", shapes, " ")
	for (number = 1; number <= shape_count; number++) {
		shape = shapes[number]
		report_shape()
	}
	exit failed
}
