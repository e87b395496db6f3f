# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# All scenarios of a run on one kernel, each in a VM of its own. Only the first one boots: it is saved as soon as it has, and the
# others are copies of it, or of one in which a set-up stands that several scenarios share (setups.sh).

# Longest times on a busy host. How long a story may last, the guest says by its own clock.
readonly BOOT_SECONDS=600 SETUP_SECONDS=1800
count_patience() { printf '%d\n' $(($(time_limit_of "$1") * 10)); } # <scenario file>

# In a shell of its own; answers 69 if the VM did not boot.
play_on_kernel() { # <name> <vmlinuz> <modules> <directory> <overlay> <scenario file>...
	local setup files
	KERNEL_NAME=$1 VMLINUZ=$2 DIRECTORY=$4 SAVED=$4/.saved STANDS_AT=''
	mkdir -p "$SAVED"
	: >"$DIRECTORY/console.log"
	: >"$DIRECTORY/qemu.log"
	: >"$DIRECTORY/durations.tsv"
	trap 'stop_vm; rm -rf "$SAVED"' EXIT
	cat "$(build_base "$3")" "$5" >"$SAVED/initrd.cpio"
	give_memory "$SAVED/initrd.cpio"
	shift 5
	boot_once $# || return
	while IFS= read -r setup; do
		mapfile -t files < <(list_files_of_setup "$setup" "$@")
		play_group "$setup" "${files[@]}"
	done < <(list_setups "$@")
}

# STANDS_AT: up to where the running VM has come, if nobody has ordered anything since.
boot_once() { # <how many scenarios>
	start_vm "$VMLINUZ" "$DIRECTORY" -initrd "$SAVED/initrd.cpio"
	read_answer "$BOOT_SECONDS"
	if [[ $ANSWER != booted ]]; then
		say "kernel $KERNEL_NAME: the VM did not boot; the end of $DIRECTORY/console.log and qemu.log:"
		tail -n 15 "$DIRECTORY/console.log" "$DIRECTORY/qemu.log" >&2
		return "$EXIT_NO_VM"
	fi
	(($1 == 1)) || save_vm "$SAVED/booted" || die_no_vm "kernel $KERNEL_NAME: QEMU cannot save the VM"
	STANDS_AT=booted
}

# A VM that has come so far and waits for an order.
take_vm() { # booted | <set-up>
	if [[ $STANDS_AT != "$1" ]]; then
		stop_vm
		restore_vm "$VMLINUZ" "$DIRECTORY" "$SAVED/$1"
	fi
	STANDS_AT=''
}

play_group() { # alone | <set-up> <scenario file>...
	local from=booted file
	if (($# > 2)) && [[ $1 != alone ]] && prepare_setup "$1"; then from=$1; fi
	for file in "${@:2}"; do play_scenario "$file" "$from"; done
	rm -f "$SAVED/$1"
}

# Where it does not come about, each scenario of the group tells why in its own results.
prepare_setup() { # <set-up>
	show_progress "$KERNEL_NAME" "what several scenarios begin with"
	take_vm booted
	order_vm prepare "$1"
	read_answer "$SETUP_SECONDS"
	[[ $ANSWER == prepared ]] && save_vm "$SAVED/$1" || return 1
	STANDS_AT=$1
}

play_scenario() { # <scenario file> <where the VM stands>
	local name began=${EPOCHREALTIME/./}
	name=$(name_of "$1")
	show_progress "$KERNEL_NAME" "$name"
	take_vm "$2"
	order_vm play "$(basename "$1")"
	read_answer "$(count_patience "$1")"
	[[ $ANSWER == ended ]] || say "kernel $KERNEL_NAME: no end of $name in sight, VM stopped (see $DIRECTORY/console.log)"
	mkdir -p "$DIRECTORY/$name"
	tar -C "$DIRECTORY/$name" -xf "$VM/results.tar" 2>/dev/null || true
	stop_vm
	printf '%s\t%d\n' "$name" $(((${EPOCHREALTIME/./} - began) / 1000)) >>"$DIRECTORY/durations.tsv"
}
