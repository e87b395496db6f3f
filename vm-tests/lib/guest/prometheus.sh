# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A real Prometheus that scrapes all daemons once a second, and judges by the alerts of deploy/prometheus.
# Ended with everybody else.
# shellcheck disable=SC2034
PROMETHEUS_PID=''
readonly PROMETHEUS_PORT=9090

start_prometheus() {
	local node
	{
		cat <<-END
			global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
			rule_files: [/vm-tests/rules.yml]
			scrape_configs:
			  - job_name: xfrm-canary
			    static_configs:
		END
		for node in "${NODES[@]}"; do
			printf '      - {targets: ["127.0.0.1:%d"], labels: {instance: %s}}\n' "$(daemon_port "$node")" "$node"
		done
	} >"/tmp/prometheus.yml"
	prometheus "--config.file=/tmp/prometheus.yml" "--storage.tsdb.path=/tmp/prometheus" \
		"--web.listen-address=127.0.0.1:$PROMETHEUS_PORT" --log.level=warn &
	# shellcheck disable=SC2034
	PROMETHEUS_PID=$!
	await_scrapes
	narrate "Prometheus scrapes ${NODES[*]}"
}

ask_api() { http_get "$PROMETHEUS_PORT" "/api/v1/$1"; } # <path>

# Whether all targets were asked, and all alerts weighed, after this time.
scraped_after() { # <seconds since the epoch>
	{ ask_api "query?query=count(timestamp(up)%3E$1)" | grep -q "\"${#NODES[@]}\"\]"; } 2>/dev/null
}

await_scrapes() {
	local now=$EPOCHREALTIME
	wait_until 60 "Prometheus to scrape all nodes" scraped_after "$now"
	# An evaluation that began before that scrape ended does not count.
	now=$EPOCHREALTIME
	wait_until 60 "Prometheus to weigh its alerts" scraped_after "$((${now%.*} + 2))"
}

# What one command says of all nodes by Prometheus, and the alerts that fire.
ask_prometheus() { # <when>
	await_scrapes
	keep_answer "prometheus-$1" --prometheus "http://127.0.0.1:$PROMETHEUS_PORT"
	ask_api alerts >"$RESULTS/alerts-$1.json"
}
