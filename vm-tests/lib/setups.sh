# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What scenarios begin with: those whose tops say the same, and whose `play` begins with the same fresh nodes and then the canaries,
# share it. It is found in the file, and the guest proves it before it goes on (guest/setup.sh).

# As the guest reads it: the declaring words that shape it, then the nodes. Nothing where `play` begins otherwise.
describe_setup() { # <scenario file>
	local described
	# shellcheck disable=SC2016
	described=$(source_scenario "$1" '
		for word in canary_options family nodes states_have; do
			eval "on_$word() { printf \"$word\"; printf \" %q\" \"\$@\"; echo; }"
		done' 'declare -f play | awk "
			NR < 3 || /^    local [a-z_ ]+;\$/ { next }
			/^    fresh_nodes [^ ;\$]+ [^ ;\$]+;\$/ && !nodes { nodes = \$2 \" \" \$3; next }
			nodes && /^    start_canaries;?\$/ { sub(/;\$/, \"\", nodes); print \"begins_with \" nodes }
			{ exit }"')
	[[ $described != *begins_with* ]] || printf '%s\n' "$described"
}

declare -A SETUP_OF=() # <scenario file>: the name of what it begins with, or `alone`
name_setup() { # <scenario file>; answers in SETUP
	local described
	if [[ -z ${SETUP_OF[$1]:-} ]]; then
		described=$(describe_setup "$1")
		SETUP_OF[$1]=alone
		[[ -z $described ]] || SETUP_OF[$1]=$(md5sum <<<"$described" | cut -c 1-12)
	fi
	SETUP=${SETUP_OF[$1]}
}

# In the order in which they are first asked for.
list_setups() { # <scenario file>...
	local file SETUP
	for file in "$@"; do
		name_setup "$file"
		printf '%s\n' "$SETUP"
	done | awk '!seen[$0]++'
}

list_files_of_setup() { # <set-up> <scenario file>...
	local file SETUP
	for file in "${@:2}"; do
		name_setup "$file"
		[[ $SETUP != "$1" ]] || printf '%s\n' "$file"
	done
}

write_setups() { # <directory> <scenario file>...
	local file SETUP
	mkdir -p "$1"
	for file in "${@:2}"; do
		name_setup "$file"
		[[ $SETUP == alone ]] || describe_setup "$file" >"$1/$SETUP"
	done
}

# The upgrades run everywhere. The others are many, and who has two kernels may spread them: what few begin with stays together.
take_turn() { # <K> <N>; reads names
	local name SETUP
	while IFS= read -r name; do
		name_setup "$VM_TESTS/scenarios/$name.sh"
		printf '%s\t%s\n' "$SETUP" "$name"
	done | awk -F '\t' -v turn="$1" -v turns="$2" -v few=4 '
		{ setup[NR] = $1; name[NR] = $2; everywhere[NR] = $2 ~ /^(cluster-pool|eni|ipv6|vxlan)-1|^bug-/; users[$1] += !everywhere[NR] }
		END {
			for (i = 1; i <= NR; i++) {
				if (everywhere[i]) { print name[i]; continue }
				together = setup[i] != "alone" && users[setup[i]] <= few
				if (!together || !(setup[i] in place)) place[setup[i]] = count++
				if (place[setup[i]] % turns == turn - 1) print name[i]
			}
		}'
}
