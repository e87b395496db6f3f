# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A real Prometheus that scrapes both daemons once a second, and judges by the alerts of deploy/prometheus.
# Ended with everybody else.
# shellcheck disable=SC2034
PROMETHEUS_PID=''
readonly PROMETHEUS=127.0.0.1:9090

start_prometheus() {
	cat >"/tmp/$SCENARIO.prometheus.yml" <<-END
		global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
		rule_files: [/vm-tests/rules.yml]
		scrape_configs:
		  - job_name: xfrm-canary
		    static_configs:
		      - {targets: ["127.0.0.1:$(daemon_port node-a)"], labels: {instance: node-a}}
		      - {targets: ["127.0.0.1:$(daemon_port node-b)"], labels: {instance: node-b}}
	END
	prometheus "--config.file=/tmp/$SCENARIO.prometheus.yml" "--storage.tsdb.path=/tmp/$SCENARIO.prometheus" \
		"--web.listen-address=$PROMETHEUS" --log.level=warn &
	# shellcheck disable=SC2034
	PROMETHEUS_PID=$!
	await_scrapes
	narrate "Prometheus scrapes both nodes"
}

ask_api() { # <path>
	local connection
	exec {connection}<>"/dev/tcp/${PROMETHEUS/:/\/}" || return
	printf 'GET /api/v1/%s HTTP/1.0\r\n\r\n' "$1" >&"$connection"
	sed '1,/^\r$/d' <&"$connection"
	exec {connection}>&-
}

# Whether both targets were asked, and all alerts weighed, after this time.
scraped_after() { # <seconds since the epoch>
	{ ask_api "query?query=count(timestamp(up)%3E$1)" | grep -q '"2"\]'; } 2>/dev/null
}

await_scrapes() {
	local now=$EPOCHREALTIME
	wait_until 60 "Prometheus to scrape both nodes" scraped_after "$now"
	# An evaluation that began before that scrape ended does not count.
	now=$EPOCHREALTIME
	wait_until 60 "Prometheus to weigh its alerts" scraped_after "$((${now%.*} + 2))"
}

# What one command says of all nodes by Prometheus, as prometheus-<when>.json and .txt, its exit code, and the alerts that fire.
ask_prometheus() { # <when>
	local code=0
	await_scrapes
	xfrm-canary verify --prometheus "http://$PROMETHEUS" --json "$RESULTS/prometheus-$1.json" >"$RESULTS/prometheus-$1.txt" 2>&1 || code=$?
	printf '%s\n' "$code" >"$RESULTS/exit-prometheus-$1.txt"
	ask_api alerts >"$RESULTS/alerts-$1.json"
	narrate "Prometheus asked: exit code $code"
}
