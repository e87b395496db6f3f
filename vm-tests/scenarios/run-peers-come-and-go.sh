# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Peers come and go while the daemon runs: with a watched file, and with its configuration, read again on SIGHUP. One that is gone
# is no outage; one that is there is probed on meanwhile; a broken configuration changes nothing.
expect status node-a lost '.unreachable[].remote' node-x
expect status node-a lost '.peers | join(",")' node-b,node-x
expect status node-a gone '.unreachable | length' 0
expect status node-a gone '.peers | join(",")' node-b
expect status node-a reloaded '.unreachable[].remote' node-y
expect metric node-a reloaded xfrm_canary_peers =2
expect metric node-a reloaded xfrm_canary_peers_unreachable =1
expect metric node-a reloaded 'xfrm_canary_probes_total{kind="control",outcome="lost"}' =0
expect metric node-b reloaded 'xfrm_canary_probes_total{kind="encrypted",outcome="lost"}' =0
expect exit node-a 0
expect exit node-b 0

peers_are() { # <node> <JSON list, as the status writes it on one line>
	get_page "$1" /v1/verdict status-now.json
	[[ $(tr -d ' \n' <"$RESULTS/status-now.json") == *"\"peers\":$2"* ]]
}

play() {
	fresh_nodes cluster-pool-native 1.13.2
	echo 'node-x=10.0.1.77 # nobody is there' >"$RESULTS/peers.txt"
	: >"$RESULTS/no-peers.txt"
	ip link set lo up
	start_daemon node-a --peers-file "$RESULTS/peers.txt"
	start_daemon node-b --peers-file "$RESULTS/no-peers.txt"
	for node in node-a node-b; do wait_until 40 "the daemon of $node to watch" daemon_says "$node" 'watching '; done
	wait_until 20 'node-x to be missed' daemon_says node-a 'node-x ipv4 encrypted: probes do not come back'
	keep_pages lost
	: >"$RESULTS/peers.txt"
	wait_until 20 'node-x to be gone' peers_are node-a '["node-b"]'
	keep_pages gone
	sed -i 's/^peer = \[/&"node-y=10.0.1.78", /' "$RESULTS/run-node-a.toml"
	kill -HUP "${DAEMON_PID[node-a]}"
	wait_until 20 'the daemon to reload' daemon_says node-a 'reloaded: 2 peers'
	wait_until 20 'node-y to be missed' daemon_says node-a 'node-y ipv4 encrypted: probes do not come back'
	keep_pages reloaded
	echo 'colour = "red"' >>"$RESULTS/run-node-a.toml"
	kill -HUP "${DAEMON_PID[node-a]}"
	wait_until 20 'the daemon to refuse' daemon_says node-a "nothing is reloaded: "
	stop_daemon node-a
	stop_daemon node-b
}
