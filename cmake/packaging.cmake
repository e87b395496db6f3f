# SPDX-License-Identifier: Apache-2.0
# The Debian package. `cmake --build --preset release --target package` builds everything first; where only the package is wanted:
# cmake --build --preset release --target xfrm-canary manual && cpack --config build/release/CPackConfig.cmake
if(NOT CMAKE_INSTALL_PREFIX STREQUAL /usr)
  message(FATAL_ERROR "CANARY_DEBIAN_PACKAGE needs CMAKE_INSTALL_PREFIX=/usr, which the package's scripts name")
endif()
set(DEBIAN ${PROJECT_SOURCE_DIR}/deploy/debian)
install(FILES ${DEBIAN}/copyright TYPE DOC)
install(FILES ${DEBIAN}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME xfrm-canary)

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${DEBIAN}/changelog)
execute_process(COMMAND gzip -9nc ${DEBIAN}/changelog COMMAND_ERROR_IS_FATAL ANY
                OUTPUT_FILE ${PROJECT_BINARY_DIR}/changelog.Debian.gz)
install(FILES ${PROJECT_BINARY_DIR}/changelog.Debian.gz TYPE DOC)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_CONTACT "xfrm-canary maintainers <maintainers@xfrm-canary.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "judge whether IPsec traffic between nodes flows after an upgrade")
set(CPACK_PACKAGE_DESCRIPTION
"Probes between the nodes of a cluster say what arrives; BPF programs at XFRM
and tc hooks count encrypted packets and name every drop; one judgement joins
both. It tells whether encrypted traffic recovered from an upgrade of the
agent that owns the IPsec state, and if not: which pair of nodes, which
direction, since when, and where the packets die. It only reads.")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${DEBIAN}/conffiles ${DEBIAN}/postinst ${DEBIAN}/prerm ${DEBIAN}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
