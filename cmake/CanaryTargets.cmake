# SPDX-License-Identifier: Apache-2.0
# The three shapes of target that this project has. The link lines of canary_library() enforce
# the one-way data flow: analysis must never name kernel, probe, agent or cluster.

find_package(PkgConfig REQUIRED)
find_package(GTest REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LIBBPF REQUIRED IMPORTED_TARGET libbpf)
pkg_check_modules(LIBMNL REQUIRED IMPORTED_TARGET libmnl)

add_library(canary_flags INTERFACE)
target_compile_options(canary_flags INTERFACE
  -Wall -Wextra -Werror -Wconversion -Wshadow -Wswitch-enum -Wnon-virtual-dtor)
target_include_directories(canary_flags INTERFACE ${PROJECT_SOURCE_DIR}/userspace
                                                  ${PROJECT_SOURCE_DIR})
if(CANARY_SANITIZE)
  target_compile_options(canary_flags INTERFACE -fsanitize=address,undefined
                                                -fno-sanitize-recover=all)
  target_link_options(canary_flags INTERFACE -fsanitize=address,undefined)
endif()
if(CANARY_COVERAGE)
  target_compile_options(canary_flags INTERFACE --coverage)
  target_link_options(canary_flags INTERFACE --coverage)
endif()

# canary_library(<folder> SOURCES a.cpp … LINKS canary_base fmt::fmt …)
# makes the static library canary_<folder>.
function(canary_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(canary_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(canary_${name} PUBLIC canary_flags ${ARG_LINKS})
endfunction()

# canary_test(<folder> SOURCES a_test.cpp … LINKS …)
# makes the GoogleTest program <folder>_test with the label `unit`.
function(canary_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE canary_${name} ${ARG_LINKS} GTest::gtest_main)
  canary_add_test(${name}_test unit)
endfunction()

# canary_add_test(<program> <label>): one test of ctest for all that are in the program. Sanitized,
# a process takes longer to start than most tests to run.
function(canary_add_test program label)
  add_test(NAME ${program} COMMAND ${program})
  set_tests_properties(${program} PROPERTIES LABELS ${label} TIMEOUT 600)
endfunction()
