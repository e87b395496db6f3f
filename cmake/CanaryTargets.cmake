# SPDX-License-Identifier: Apache-2.0
# The shapes of target that this project has. The link lines of canary_library() are the one-way
# data flow: a room includes only headers of rooms that it links (CheckRooms.cmake), so analysis
# cannot name kernel, probe, agent or cluster.

find_package(PkgConfig REQUIRED)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LIBBPF REQUIRED IMPORTED_TARGET libbpf)
pkg_check_modules(LIBMNL REQUIRED IMPORTED_TARGET libmnl)

if(CANARY_WERROR)
  set(CANARY_WARNINGS_ARE_ERRORS -Werror)
endif()

add_library(canary_flags INTERFACE)
target_compile_options(canary_flags INTERFACE
  -Wall -Wextra ${CANARY_WARNINGS_ARE_ERRORS} -Wconversion -Wshadow -Wswitch-enum -Wnon-virtual-dtor)
target_include_directories(canary_flags INTERFACE ${PROJECT_SOURCE_DIR}/userspace
                                                  ${PROJECT_SOURCE_DIR})
# A null pointer ends in a report of AddressSanitizer as well, and a misaligned one comes about only where octets are
# taken for something else: to look at each access of all rooms for both made compiling take twice as long.
if(CANARY_SANITIZE)
  target_compile_options(canary_flags INTERFACE -fsanitize=address,undefined -fno-sanitize=null
                                                $<$<NOT:$<BOOL:$<TARGET_PROPERTY:CANARY_CASTS_OCTETS>>>:-fno-sanitize=alignment>
                                                -fno-sanitize-recover=all)
  target_link_options(canary_flags INTERFACE -fsanitize=address,undefined)
endif()
if(CANARY_COVERAGE)
  target_compile_options(canary_flags INTERFACE --coverage)
  target_link_options(canary_flags INTERFACE --coverage)
endif()

# What most units read before their own first line is parsed once for all libraries and once for all tests. Whatever a
# file uses it includes all the same: the preset no-unity compiles without these.
set(CANARY_COMMON_HEADERS <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <string> <vector>
                          <fmt/format.h>)
file(WRITE ${PROJECT_BINARY_DIR}/no_code.cpp "")
add_library(canary_headers STATIC ${PROJECT_BINARY_DIR}/no_code.cpp)
target_link_libraries(canary_headers PRIVATE canary_flags fmt::fmt nlohmann_json::nlohmann_json)
target_precompile_headers(canary_headers PRIVATE ${CANARY_COMMON_HEADERS} <nlohmann/json.hpp>)
if(BUILD_TESTING)
  add_library(canary_test_headers STATIC ${PROJECT_BINARY_DIR}/no_code.cpp)
  target_link_libraries(canary_test_headers PRIVATE canary_flags fmt::fmt nlohmann_json::nlohmann_json GTest::gmock)
  target_precompile_headers(canary_test_headers PRIVATE ${CANARY_COMMON_HEADERS} <nlohmann/json.hpp> <gmock/gmock.h>
                                                        <gtest/gtest.h>)
endif()

# canary_quicken(<target> <whose headers>): those headers, unless the room looks at alignment, which is another set of
# flags: set(CANARY_CASTS_OCTETS ON) in the CMakeLists.txt of a room that takes octets for structs.
function(canary_quicken target headers)
  if(CANARY_CASTS_OCTETS)
    set_target_properties(${target} PROPERTIES CANARY_CASTS_OCTETS ON)
  else()
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()

# canary_library(<folder> SOURCES a.cpp … LINKS canary_base fmt::fmt …)
# makes the static library canary_<folder>.
function(canary_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(canary_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(canary_${name} PUBLIC canary_flags ${ARG_LINKS})
  canary_quicken(canary_${name} canary_headers)
  list(JOIN ARG_LINKS " " links)
  set_property(GLOBAL APPEND_STRING PROPERTY CANARY_ROOMS "${name}: ${links}\n")
endfunction()

# canary_test_rooms() makes a test of the link lines of all rooms that were added before.
function(canary_test_rooms)
  get_property(rooms GLOBAL PROPERTY CANARY_ROOMS)
  file(WRITE ${PROJECT_BINARY_DIR}/rooms.txt "${rooms}")
  add_test(NAME rooms_test COMMAND ${CMAKE_COMMAND}
    -D ROOMS=${PROJECT_BINARY_DIR}/rooms.txt -D USERSPACE=${CMAKE_CURRENT_SOURCE_DIR}
    -P ${PROJECT_SOURCE_DIR}/cmake/CheckRooms.cmake)
  set_tests_properties(rooms_test PROPERTIES LABELS unit)
endfunction()

# canary_test(<folder> SOURCES a_test.cpp … LINKS … DEFINES NAME="value" …)
# makes the GoogleTest program <folder>_test with the label `unit`, where BUILD_TESTING is on.
function(canary_test name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  canary_test_program(${name}_test LABEL unit LINKS canary_${name} ${ARG_LINKS} ${ARG_UNPARSED_ARGUMENTS})
endfunction()

# canary_test_program(<program> LABEL unit|bpf SOURCES … LINKS … DEFINES …)
# makes one test of ctest for all that are in the program. Sanitized, a process takes longer to
# start than most tests to run.
function(canary_test_program program)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LINKS;DEFINES" ${ARGN})
  add_executable(${program} ${ARG_SOURCES})
  target_link_libraries(${program} PRIVATE ${ARG_LINKS} GTest::gtest_main)
  canary_quicken(${program} canary_test_headers)
  target_compile_definitions(${program} PRIVATE ${ARG_DEFINES})
  add_test(NAME ${program} COMMAND ${program})
  set_tests_properties(${program} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
endfunction()
