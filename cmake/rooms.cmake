# One static library a room, one test program a room, the fuzzers, and the program itself.

add_library(mullion_flags INTERFACE)
target_compile_options(mullion_flags INTERFACE
  # clang builds only the fuzzers: what it alone warns of does not stop it. g++ 12 warns falsely of overlap in std::string
  # concatenation (GCC bug 105651).
  -Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Werror> -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> -fno-strict-aliasing)
target_include_directories(mullion_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(MULLION_SANITIZE)
  target_compile_options(mullion_flags INTERFACE -fsanitize=${MULLION_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(mullion_flags INTERFACE -fsanitize=${MULLION_SANITIZE})
endif()

find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_package(fmt REQUIRED)

# mullion_room(NAME [DEPS room...]): src/NAME/*.cpp without *_test.cpp becomes the library mullion_NAME (slashes become
# underscores), src/NAME/*_test.cpp becomes the program NAME_test, with MULLION_FUZZ each src/NAME/*_fuzz.cpp a fuzzer. A
# file src/NAME/room.cmake names the room's own libraries: it may call target_link_libraries(${ROOM} PRIVATE ...).
function(mullion_room NAME)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  string(REPLACE "/" "_" ID ${NAME})
  set(ROOM mullion_${ID})
  set(DIR ${CMAKE_SOURCE_DIR}/src/${NAME})
  file(GLOB ALL CONFIGURE_DEPENDS ${DIR}/*.cpp)
  set(SOURCES ${ALL})
  list(FILTER SOURCES EXCLUDE REGEX "_test\\.cpp$|_fuzz\\.cpp$|/main\\.cpp$")
  set(TESTS ${ALL})
  list(FILTER TESTS INCLUDE REGEX "_test\\.cpp$")
  if(SOURCES)
    add_library(${ROOM} STATIC ${SOURCES})
    set(SCOPE PUBLIC)
  else()
    add_library(${ROOM} INTERFACE)
    set(SCOPE INTERFACE)
  endif()
  target_link_libraries(${ROOM} ${SCOPE} mullion_flags fmt::fmt Threads::Threads)
  foreach(DEP ${ARG_DEPS})
    string(REPLACE "/" "_" DEP_ID ${DEP})
    target_link_libraries(${ROOM} ${SCOPE} mullion_${DEP_ID})
  endforeach()
  if(EXISTS ${DIR}/room.cmake)
    include(${DIR}/room.cmake)
  endif()
  if(TESTS)
    add_executable(${ID}_test ${TESTS})
    target_link_libraries(${ID}_test PRIVATE ${ROOM} GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${ID} COMMAND ${ID}_test)
    set_property(GLOBAL APPEND PROPERTY MULLION_TESTS ${ID}_test)
  endif()
  if(MULLION_FUZZ)
    mullion_fuzzers(${ROOM} ${ALL})
  endif()
endfunction()

# Each *_fuzz.cpp of a room becomes a libFuzzer program of its own, named after the file.
function(mullion_fuzzers ROOM)
  list(FILTER ARGN INCLUDE REGEX "_fuzz\\.cpp$")
  foreach(SOURCE ${ARGN})
    get_filename_component(NAME ${SOURCE} NAME_WE)
    add_executable(${NAME} ${SOURCE})
    target_link_libraries(${NAME} PRIVATE ${ROOM})
    target_link_options(${NAME} PRIVATE -fsanitize=fuzzer)
  endforeach()
endfunction()

# The program: src/cli/main.cpp over every room.
function(mullion_program)
  if(EXISTS ${CMAKE_SOURCE_DIR}/src/cli/main.cpp)
    add_executable(mullion ${CMAKE_SOURCE_DIR}/src/cli/main.cpp)
    target_link_libraries(mullion PRIVATE mullion_cli)
  endif()
endfunction()
