# What people who write providers and clients in C link to, in this build and from outside:
#
#   cmake --install BUILD --component development --prefix FOLDER
#
# installs headers, library, the CMake package wsplab and wsplab.pc, none of which the jar carries.

# wsplab::provider: the headers of include/compat, and the library that has the functions behind them. On Windows the
# SDK's own headers are used, and ws2_32 itself: the host redirects what a module has imported from it. There wsplab::imports
# is the library itself, by its import library.
add_library(wsplab_provider INTERFACE)
add_library(wsplab::provider ALIAS wsplab_provider)
if(WIN32)
  target_link_libraries(wsplab_provider INTERFACE ws2_32)
  # For who prefers to name where WPUCompleteOverlappedRequest and the WSC functions come from: to be linked before ws2_32.
  add_library(wsplab::imports ALIAS wsplab)
  install(TARGETS wsplab ARCHIVE DESTINATION lib COMPONENT development EXCLUDE_FROM_ALL)
else()
  target_include_directories(wsplab_provider INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/../include/compat)
  target_compile_definitions(wsplab_provider INTERFACE _GNU_SOURCE) # the C library's headers hide half of themselves else
  target_compile_options(wsplab_provider INTERFACE -fshort-wchar -fno-builtin-wcslen)   # L"text" has 16 bits, as on Windows
endif()

# wsplab::driver: the headers of include/compat/km, for minifilters and callout drivers, on all systems. wsplab::minifilter
# is the same.
add_library(wsplab_minifilter INTERFACE)
add_library(wsplab::minifilter ALIAS wsplab_minifilter)
add_library(wsplab::driver ALIAS wsplab_minifilter)
target_include_directories(wsplab_minifilter INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/../include/compat/km)
if(NOT WIN32)
  target_compile_options(wsplab_minifilter INTERFACE -fshort-wchar)
endif()

set(wsplab_version 0.1.0)
include(GNUInstallDirs)
if(NOT WIN32)
  install(TARGETS wsplab LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development EXCLUDE_FROM_ALL)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/wsplab.pc.in wsplab.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wsplab.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development EXCLUDE_FROM_ALL)
  install(DIRECTORY ../include/compat/
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/wsplab-compat COMPONENT development EXCLUDE_FROM_ALL)
endif()
install(DIRECTORY ../include/wsplab
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development EXCLUDE_FROM_ALL)
include(CMakePackageConfigHelpers)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/wsplab-config.cmake.in wsplab-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/wsplab PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(wsplab-config-version.cmake VERSION ${wsplab_version} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/wsplab-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/wsplab-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/wsplab COMPONENT development EXCLUDE_FROM_ALL)
