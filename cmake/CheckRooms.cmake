# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOMS=rooms.txt -D USERSPACE=userspace -P CheckRooms.cmake
#
# Fails where a source file includes a header of a room that its own room does not link, be it by way
# of another one. ROOMS has a line for each room: "ledger: canary_fates canary_model fmt::fmt". Tests,
# and what is for tests only, may include everything.
cmake_minimum_required(VERSION 3.25)

set(FOR_TESTS "(_test|_cost)[.]cpp$|_(fixture|examples)[.]h$")
set(wrong 0)
set(looked_at 0)

# Sets `reach` to the room and all that it links, also by way of others.
function(find_reach room)
  set(found ${room})
  set(waiting ${room})
  while(waiting)
    list(POP_FRONT waiting next)
    foreach(link IN LISTS links_of_${next})
      if(NOT link IN_LIST found)
        list(APPEND found ${link})
        list(APPEND waiting ${link})
      endif()
    endforeach()
  endwhile()
  set(reach ${found} PARENT_SCOPE)
endfunction()

file(STRINGS ${ROOMS} lines)
foreach(line IN LISTS lines)
  string(REGEX MATCH "^[a-z_]+" room "${line}")
  string(REGEX MATCHALL "canary_[a-z_]+" links "${line}")
  list(TRANSFORM links REPLACE "^canary_" "")
  list(APPEND rooms ${room})
  set(links_of_${room} ${links})
endforeach()

foreach(room IN LISTS rooms)
  find_reach(${room})
  file(GLOB sources ${USERSPACE}/${room}/*.h ${USERSPACE}/${room}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "${FOR_TESTS}")
  foreach(source IN LISTS sources)
    math(EXPR looked_at "${looked_at} + 1")
    file(STRINGS ${source} includes REGEX "^#include \"[a-z_]+/")
    foreach(include IN LISTS includes)
      string(REGEX REPLACE "^#include \"([a-z_]+)/.*" "\\1" other "${include}")
      if(other IN_LIST rooms AND NOT other IN_LIST reach)
        message(SEND_ERROR "${source}: ${include}: ${room} does not link ${other}")
        math(EXPR wrong "${wrong} + 1")
      endif()
    endforeach()
  endforeach()
endforeach()

if(looked_at EQUAL 0)
  message(FATAL_ERROR "no source file was found below ${USERSPACE}")
endif()
message(STATUS "${looked_at} source files, ${wrong} includes of a room that is not linked")
