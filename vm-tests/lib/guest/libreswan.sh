# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# libreswan (pluto, whack). Its connections are what a scenario says; node A initiates.
LIBRESWAN_NAMES=() LIBRESWAN_CONNECTIONS=''

print_section() { printf '%s\n' "$1" && printf '\t%s\n' "${@:2}" && printf '\n'; } # <line> <line below it>...

# libreswan_connection NAME KEY=VALUE...: as in ipsec.conf, on both nodes. `left` is always this node, `right` its peer; OWN_PODS and
# PEER_PODS stand for the pods' ranges.
libreswan_connection() {
	LIBRESWAN_NAMES+=("$1")
	LIBRESWAN_CONNECTIONS+=$(print_section "conn $1" "${@:2}")$'\n\n'
}

libreswan_socket() { printf '%s/pluto.ctl\n' "$(ike_run_of "$1")"; } # <node>

configure_libreswan() { # <node>
	local node=$1 peer run connections
	peer=$(peer_of "$node") run=$(ike_run_of "$node")
	mkdir -p "$run"
	connections=${LIBRESWAN_CONNECTIONS//OWN_PODS/${POD_RANGE[$node]}}
	{
		print_section 'config setup' uniqueids=yes nssdir=/run/nss ipsecdir=/run dumpdir=/run secretsfile=/run/ipsec.secrets "logfile=$(ike_log_of "$node")"
		print_section 'conn %default' "left=${NODE_ADDRESS[$node]}" "leftid=@$node" "right=${NODE_ADDRESS[$peer]}" "rightid=@$peer" \
			authby=secret ikev2=insist 'ike=aes128-sha2_256;dh19' esp=aes_gcm128 leftupdown=%disabled auto=add
		printf '%s' "${connections//PEER_PODS/${POD_RANGE[$peer]}}"
	} >"$run/ipsec.conf"
	printf '@node-a @node-b : PSK "%s"\n' "$IKE_SECRET" >"$run/ipsec.secrets"
	[[ -d $run/nss ]] || { mkdir "$run/nss" && certutil -N -d "sql:$run/nss" --empty-password; }
}

whack_of() { # <node> <option>...
	(as_ike_of "$1" /usr/libexec/ipsec/whack --ctlsocket /run/pluto.ctl "${@:2}")
}

libreswan_knows_all() { # <node>: it has read its configuration
	local status name
	status=$(whack_of "$1" --status 2>/dev/null) || return 1
	for name in "${LIBRESWAN_NAMES[@]}"; do [[ $status == *"\"$name\""* ]] || return 1; done
}

# With their connections loaded; nothing is initiated.
libreswan_starts() { # <node|all>
	local node
	for node in $(each_node "$1"); do
		configure_libreswan "$node"
		start_ike "$node" "pluto:$(libreswan_socket "$node")" /usr/libexec/ipsec/pluto --config /run/ipsec.conf --rundir /run --nofork --no-dnssec --nhelpers 0
	done
	for node in $(each_node "$1"); do wait_until 60 "libreswan of $node to know its connections" libreswan_knows_all "$node"; done
	narrate "libreswan of $1 runs"
}

libreswan_initiates() { # <node>
	local name
	for name in "${LIBRESWAN_NAMES[@]}"; do
		whack_of "$1" --initiate --name "$name" || fail "libreswan of $1 cannot initiate $name"
	done
	narrate "libreswan of $1 has initiated"
}

# As `ipsec stop` does.
libreswan_stops() { # <node>
	whack_of "$1" --shutdown || fail "libreswan of $1 does not stop"
	narrate "libreswan of $1 is stopped"
}

# Nodes as ovs-monitor-ipsec makes them: each end's Geneve is one connection's.
libreswan_for_geneve() {
	libreswan_connection out type=transport encapsulation=no leftprotoport=udp rightprotoport=udp/6081
	libreswan_connection in type=transport encapsulation=no leftprotoport=udp/6081 rightprotoport=udp
	ike_nodes
	overlay_device genev0 geneve id 100 remote REMOTE dstport 6081
	libreswan_starts all
}
