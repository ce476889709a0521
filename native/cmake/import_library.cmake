# Import libraries from lists of names (.def): wsplab_import_library(FILE.def) gives the target wsplab_import_FILE, and sets
# wsplab_library_FILE to what is linked.
include_guard(GLOBAL)

if(DEFINED WSPLAB_ZIG)
  set(wsplab_dlltool ${WSPLAB_ZIG} dlltool)
else()
  find_program(WSPLAB_DLLTOOL NAMES dlltool llvm-dlltool REQUIRED)
  set(wsplab_dlltool ${WSPLAB_DLLTOOL})
endif()
set(wsplab_dlltool_machine_x86-64 i386:x86-64)
set(wsplab_dlltool_machine_x86 i386)
set(wsplab_dlltool_machine_aarch64 arm64)

function(wsplab_import_library file)
  get_filename_component(name ${file} NAME_WE)
  get_filename_component(source ${file} ABSOLUTE)
  set(result ${CMAKE_CURRENT_BINARY_DIR}/lib${name}.a)
  add_custom_command(OUTPUT ${result} DEPENDS ${source}
    COMMAND ${wsplab_dlltool} -m ${wsplab_dlltool_machine_${wsplab_arch}} -d ${source} -l ${result})
  add_custom_target(wsplab_import_${name} DEPENDS ${result})
  set(wsplab_library_${name} ${result} PARENT_SCOPE)
endfunction()
