# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One VM: QEMU with the kernel and the two archives, console in a file, results as a stream of tars in another.

readonly BOOT_SECONDS=150

# KVM needs more than /dev/kvm: some hosts show it and cannot start a guest.
choose_accelerator() { # <vmlinuz>
	if grep -Eqw 'vmx|svm' /proc/cpuinfo && [[ -w /dev/kvm ]] && kvm_starts; then
		printf 'kvm\n'
	else
		printf 'tcg\n'
	fi
}

kvm_starts() {
	local status=0
	timeout 5 qemu-system-x86_64 -accel kvm -cpu host -M pc -nodefaults -display none -serial none -monitor none -S >/dev/null 2>&1 || status=$?
	((status == 124)) # it ran until it was stopped
}

# Under `timeout`, so that a VM whose parent was killed ends as well.
# VM_OPTIONS: what a caller wants of QEMU beyond that, or instead.
start_vm() { # <vmlinuz> <base archive> <overlay archive> <directory> <seconds>; sets VM_PID
	local directory=$4 initrd=$4/.initrd.cpio accelerator
	accelerator=$(choose_accelerator "$1")
	cat "$2" "$3" >"$initrd"
	: >"$directory/console.log"
	timeout --kill-after=5 "$5" \
		qemu-system-x86_64 -accel "$accelerator" -cpu max -M pc -m 1024 -smp 1 -nodefaults -no-user-config -no-reboot \
		-display none -monitor none -serial "file:$directory/console.log" \
		-kernel "$1" -initrd "$initrd" \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off audit=0 net.ifnames=0 random.trust_cpu=on" \
		-device virtio-serial-pci -chardev "file,id=results,path=$directory/.results.tar" \
		-device virtserialport,chardev=results,name=results \
		"${VM_OPTIONS[@]}" \
		</dev/null >"$directory/qemu.log" 2>&1 &
	VM_PID=$!
}

vm_runs() { kill -0 "$VM_PID" 2>/dev/null; }

stop_vm() {
	[[ -z ${VM_PID:-} ]] || ! vm_runs || kill -TERM "$VM_PID" 2>/dev/null || true
	wait "$VM_PID" 2>/dev/null || true
}

console_says() { grep -aq "^vm-tests: $2" "$1/console.log"; }

# Repeats what the guest announces. Ends with the VM, or ends the VM at its time limit.
follow_vm() { # <directory> <kernel name> <seconds of all scenarios>
	local directory=$1 name=$2 limit booted='' shown=0 lines line
	limit=$((SECONDS + BOOT_SECONDS))
	while vm_runs; do
		mapfile -t lines < <(grep -a '^vm-tests: ' "$directory/console.log" | tr -d '\r')
		for line in "${lines[@]:shown}"; do
			show_progress "$name" "${line#vm-tests: }"
			shown=${#lines[@]}
		done
		if [[ -z $booted ]] && console_says "$directory" booted; then
			booted=yes
			limit=$((SECONDS + 30 + $3))
		fi
		if ((SECONDS > limit)); then
			say "kernel $name: no end in sight, VM stopped (see $directory/console.log)"
			stop_vm
			break
		fi
		sleep 0.2
	done
	rm -f "$directory/.initrd.cpio"
}

# The archive of each scenario stands for itself; those after a lost VM are just not there.
unpack_results() { # <directory>
	tar --ignore-zeros -C "$1" -xf "$1/.results.tar" 2>/dev/null || true
	rm -f "$1/.results.tar"
}

run_vm() { # <name> <vmlinuz> <modules> <directory> <overlay> <seconds of all scenarios>; answers 69 if it did not boot
	local name=$1 directory=$4
	mkdir -p "$directory"
	trap stop_vm EXIT
	start_vm "$2" "$(build_base "$3")" "$5" "$directory" $((BOOT_SECONDS + 60 + $6))
	follow_vm "$directory" "$name" "$6"
	wait "$VM_PID" 2>/dev/null || true
	unpack_results "$directory"
	if ! console_says "$directory" booted; then
		say "kernel $name: the VM did not boot; the end of $directory/console.log and qemu.log:"
		tail -n 15 "$directory/console.log" "$directory/qemu.log" >&2
		return "$EXIT_NO_VM"
	fi
}
