# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays where, on any system. Manual pages and completions: userspace/manual.
install(TARGETS xfrm-canary RUNTIME)

configure_file(deploy/systemd/xfrm-canary.service.in xfrm-canary.service @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/xfrm-canary.service DESTINATION lib/systemd/system)
install(FILES deploy/systemd/run.toml DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/xfrm-canary)

install(FILES README.md docs/glossary.md docs/limits.md docs/metrics.md docs/runbook.md TYPE DOC)
install(FILES deploy/prometheus/rules.yml deploy/grafana/dashboard.json DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
