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
# A null pointer ends in a report of AddressSanitizer as well; to look at each access for it made compiling with
# sanitizers take two fifths longer.
if(CANARY_SANITIZE)
  target_compile_options(canary_flags INTERFACE -fsanitize=address,undefined -fno-sanitize=null
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
  target_compile_definitions(${program} PRIVATE ${ARG_DEFINES})
  add_test(NAME ${program} COMMAND ${program})
  set_tests_properties(${program} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 600)
endfunction()
