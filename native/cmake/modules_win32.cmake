# The modules that C tests load on Windows, in a folder of their own. Import libraries say whether an import is by name or by
# ordinal, and invent libraries that lack a function; they are made from tests/native/modules_win32/*.def.
set(wsplab_modules_dir ${wsplab_tests_dir}/modules_win32)
set(wsplab_modules_out ${CMAKE_CURRENT_BINARY_DIR}/modules_win32)
file(MAKE_DIRECTORY ${wsplab_modules_out})

include(${CMAKE_CURRENT_LIST_DIR}/import_library.cmake)
add_custom_target(modules_win32) # what tests depend on

# wsplab_test_module(NAME SOURCE [IMPORTS name...] [MODULES module...] [SOURCES file...] [DEFINES define...])
function(wsplab_test_module name source)
  cmake_parse_arguments(module "" "" "IMPORTS;MODULES;SOURCES;DEFINES" ${ARGN})
  add_library(${name} SHARED ${wsplab_modules_dir}/${source} ${module_SOURCES})
  target_link_libraries(${name} PRIVATE wsplab_flags)
  set_target_properties(${name} PROPERTIES PREFIX ""
    RUNTIME_OUTPUT_DIRECTORY ${wsplab_modules_out} ARCHIVE_OUTPUT_DIRECTORY ${wsplab_modules_out})
  target_compile_definitions(${name} PRIVATE ${module_DEFINES})
  foreach(library IN LISTS module_IMPORTS)
    add_dependencies(${name} wsplab_import_${library})
    target_link_libraries(${name} PRIVATE ${wsplab_library_${library}})
    set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${wsplab_library_${library}})
  endforeach()
  target_link_libraries(${name} PRIVATE ${module_MODULES})
  add_dependencies(modules_win32 ${name})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_link_options(${name} PRIVATE -static-libgcc)
  endif()
endfunction()

foreach(library by_name by_ordinal probe_forward_imports nobody nowhere guest_winsock late_kernel)
  wsplab_import_library(${wsplab_modules_dir}/${library}.def)
endforeach()
wsplab_test_module(probe_by_name probe_win32.c IMPORTS by_name)
wsplab_test_module(probe_by_ordinal probe_win32.c IMPORTS by_ordinal)
wsplab_test_module(probe_forward empty_win32.c SOURCES ${wsplab_modules_dir}/probe_forward.def)
wsplab_test_module(probe_forwarded probe_win32.c IMPORTS probe_forward_imports)
wsplab_test_module(unresolved unresolved_win32.c IMPORTS nobody nowhere)
wsplab_test_module(kin_child kin_win32.c IMPORTS by_name DEFINES KIN_NAME=kin_child)
wsplab_test_module(kin_parent kin_win32.c IMPORTS by_name MODULES kin_child DEFINES KIN_NAME=kin_parent KIN_NEXT=kin_child)
wsplab_test_module(kin kin_win32.c IMPORTS by_name MODULES kin_parent DEFINES KIN_NAME=kin KIN_NEXT=kin_parent)

wsplab_test_module(fake_jvm fake_jvm_win32.c)

# No trampolines, no guests.
if(wsplab_arch STREQUAL "x86-64")
  wsplab_test_module(guest guest_win32.c IMPORTS guest_winsock)
  wsplab_test_module(guest_refuses guest_win32.c IMPORTS guest_winsock DEFINES GUEST_REFUSES)
  wsplab_test_module(linked linked_win32.c MODULES wsplab::imports)
  wsplab_test_module(guest_kin guest_win32.c IMPORTS guest_winsock MODULES kin_child DEFINES GUEST_KIN)
endif()

# A table of late imports is made by Microsoft's linker and by that one of LLVM that is called like it.
if(DEFINED WSPLAB_ZIG AND wsplab_arch STREQUAL "x86-64")
  add_library(probe_late_object OBJECT ${wsplab_modules_dir}/probe_win32.c)
  target_link_libraries(probe_late_object PRIVATE wsplab_flags)
  target_compile_definitions(probe_late_object PRIVATE PROBE_LATE)
  target_compile_options(probe_late_object PRIVATE -fno-stack-protector -mno-stack-arg-probe)
  add_custom_command(OUTPUT ${wsplab_modules_out}/probe_late.dll
    DEPENDS probe_late_object $<TARGET_OBJECTS:probe_late_object> wsplab_import_late_kernel wsplab_import_by_name
    COMMAND ${WSPLAB_ZIG} lld-link -dll -out:${wsplab_modules_out}/probe_late.dll -entry:DllMain -nodefaultlib
      -delayload:ws2_32.dll $<TARGET_OBJECTS:probe_late_object>
      ${wsplab_library_by_name} ${wsplab_library_late_kernel}
    COMMAND_EXPAND_LISTS)
  add_custom_target(probe_late DEPENDS ${wsplab_modules_out}/probe_late.dll)
  add_dependencies(modules_win32 probe_late)
  target_compile_definitions(wsplab_static PUBLIC WSPLAB_TEST_LATE)
endif()
