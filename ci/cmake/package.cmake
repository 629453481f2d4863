# What `cmake --install` puts in place: the simulator and the checker for other people's systems, and the CMake package
# `pawl` with the targets pawl::sim and pawl::check. Nothing of pawl's own protocol or hosts is in it.
include(CMakePackageConfigHelpers)

# All that a program needs to simulate its system.
add_library(pawl_for_others INTERFACE)
target_link_libraries(pawl_for_others INTERFACE pawl_sim_cli pawl_sim_scenario)

# They and every library of pawl's that they need. Others see pawl_base as pawl::base.
set(exported pawl_for_others pawl_checker)
set(to_do ${exported})
while(to_do)
  list(POP_FRONT to_do target)
  get_target_property(needed ${target} INTERFACE_LINK_LIBRARIES)
  foreach(need IN LISTS needed)
    if(need MATCHES "^pawl_" AND NOT need IN_LIST exported)
      list(APPEND exported ${need})
      list(APPEND to_do ${need})
    endif()
  endforeach()
endwhile()
foreach(target IN LISTS exported)
  string(REGEX REPLACE "^pawl_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()
set_target_properties(pawl_sim PROPERTIES EXPORT_NAME sim_parts)
set_target_properties(pawl_for_others PROPERTIES EXPORT_NAME sim)
set_target_properties(pawl_checker PROPERTIES EXPORT_NAME check)
install(TARGETS ${exported} EXPORT pawl ARCHIVE DESTINATION lib/pawl)
install(EXPORT pawl NAMESPACE pawl:: DESTINATION lib/cmake/pawl FILE pawl-targets.cmake)

install(DIRECTORY sim checker DESTINATION include/pawl FILES_MATCHING PATTERN "*.h" PATTERN "sim/pawl" EXCLUDE)
install(DIRECTORY core/base DESTINATION include/pawl/core FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_BINARY_DIR}/sim/scenario.pb.h DESTINATION include/pawl/sim)
install(FILES sim/scenario.proto DESTINATION share/pawl/sim)

file(WRITE ${CMAKE_BINARY_DIR}/pawl-config.cmake
"include(CMakeFindDependencyMacro)
find_dependency(Boost 1.74 COMPONENTS context)
find_dependency(fmt)
find_dependency(Protobuf)
find_dependency(Threads)
include(\${CMAKE_CURRENT_LIST_DIR}/pawl-targets.cmake)
")
write_basic_package_version_file(${CMAKE_BINARY_DIR}/pawl-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/pawl-config.cmake ${CMAKE_BINARY_DIR}/pawl-config-version.cmake
        DESTINATION lib/cmake/pawl)
