# What every program says to --version: the project's version and, where git knows it, the commit that was configured.

find_package(Git QUIET)
set(PAWL_VERSION ${PROJECT_VERSION})
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --short=10 HEAD
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(commit)
    string(APPEND PAWL_VERSION "+${commit}")
  endif()
endif()

# pawl_knows_version(FILES...): these files of the folder may say PAWL_VERSION, a text. Only the file that reads a program's
# flags does, so that a new commit compiles nothing else again.
function(pawl_knows_version)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_DEFINITIONS "PAWL_VERSION=\"${PAWL_VERSION}\"")
endfunction()
