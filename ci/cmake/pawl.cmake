# The few functions that every CMakeLists.txt of pawl uses.

add_library(pawl_warnings INTERFACE)
# Who builds with the installed package (package.cmake) has warnings of his own.
target_compile_features(pawl_warnings INTERFACE cxx_std_23)
target_compile_options(pawl_warnings INTERFACE
  "$<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Werror>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees uninitialised members in moved variants that have none; clang++ and the sanitizers watch for real ones.
  target_compile_options(pawl_warnings INTERFACE $<BUILD_INTERFACE:-Wno-maybe-uninitialized>)
endif()
target_include_directories(pawl_warnings INTERFACE
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}> $<INSTALL_INTERFACE:include/pawl>)

# pawl_library(NAME SOURCES... [LIBS libs...]): a static library of pawl's own code, warnings are errors.
function(pawl_library name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC pawl_warnings ${ARG_LIBS})
endfunction()

# pawl_core_library(NAME SOURCES... [LIBS libs...]): a library of the core that holds marks (core/base/marks.h). It is built
# twice: NAME without them, for all that users run, and NAME_marked with them, for the simulator and what links it. No target
# links both forms (tests/layers/check_links.py). Where PAWL_MARKS is off, NAME_marked is another word for NAME.
function(pawl_core_library name)
  pawl_library(${name} ${ARGN})
  if(NOT PAWL_MARKS)
    add_library(${name}_marked ALIAS ${name})
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  set(libraries pawl_marks)
  foreach(library IN LISTS ARG_LIBS)
    if(TARGET ${library}_marked)
      list(APPEND libraries ${library}_marked)
    else()
      list(APPEND libraries ${library})
    endif()
  endforeach()
  pawl_library(${name}_marked ${ARG_UNPARSED_ARGUMENTS} LIBS ${libraries})
endfunction()

# pawl_each_alone(TARGETS...): files that share names of their own do not become one file where the build is a unity build,
# as those of the sanitizers are: most of a file's cost is its headers.
function(pawl_each_alone)
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD OFF)
endfunction()

# pawl_hot(TARGETS...): what every event of a history passes through; in the build that users run, inlining it pays.
function(pawl_hot)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O3>)
  endforeach()
endfunction()

# pawl_program(NAME SOURCES... [LIBS libs...]): a program, built into bin/.
function(pawl_program name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE pawl_warnings ${ARG_LIBS})
endfunction()

# pawl_test(NAME SOURCES... [LIBS libs...] [LABELS labels...]): a GoogleTest program that is one ctest entry.
function(pawl_test name)
  cmake_parse_arguments(ARG "" "" "LIBS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE pawl_warnings ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE PAWL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PAWL_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900)
endfunction()

# pawl_fuzzer(NAME SOURCES... [LIBS libs...]): a libFuzzer target; exists only where PAWL_FUZZ is on.
# `ci/fuzz` builds and runs all of them (target `fuzzers`).
function(pawl_fuzzer name)
  if(NOT PAWL_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE pawl_warnings ${ARG_LIBS} -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_dependencies(fuzzers ${name})
endfunction()
