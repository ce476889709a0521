# Installs what a build has for development into FOLDER, and builds the project CONSUMER with it, twice.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed:\n${output}")
  endif()
endfunction()

# The page shows these files as they are.
file(READ ${CONSUMER}/../../../docs/native.md page)
foreach(name CMakeLists.txt smallest.c)
  file(READ ${CONSUMER}/${name} shown)
  string(FIND "${page}" "${shown}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "docs/native.md does not show tests/package/consumer/${name} as it is")
  endif()
endforeach()

file(REMOVE_RECURSE ${FOLDER})
# It is found where it has been moved to, too.
run("installing" ${CMAKE_COMMAND} --install ${BUILD} --component development --prefix ${FOLDER}/first)
file(RENAME ${FOLDER}/first ${FOLDER}/installed)
run("configuring the consumer" ${CMAKE_COMMAND} -S ${CONSUMER} -B ${FOLDER}/build -G ${GENERATOR}
  -DCMAKE_PREFIX_PATH=${FOLDER}/installed -DCMAKE_C_COMPILER=${COMPILER})
run("building the consumer" ${CMAKE_COMMAND} --build ${FOLDER}/build)

# The samples link, as a user would build them; and every name that the headers give is in the library.
set(calls "")
foreach(header wsplab_kernel_names.h wsplab_socket_names.h)
  file(READ ${FOLDER}/installed/include/wsplab-compat/${header} text)
  string(REGEX REPLACE "/\\* inline, in.*" "" text "${text}") # behind it come types, and what needs no library
  string(REGEX MATCHALL "#define [A-Za-z_0-9]+ wsplab_" defines "${text}")
  foreach(define IN LISTS defines)
    string(REGEX REPLACE "#define ([A-Za-z_0-9]+) wsplab_" "\\1" name "${define}")
    string(APPEND calls "    (void (*)(void))${name},\n")
  endforeach()
endforeach()
file(WRITE ${FOLDER}/names.c "#include <winsock2.h>\n#include <mswsock.h>\n#include <ws2spi.h>\n"
  "void (*names[])(void);\nvoid (*names[])(void) = {\n${calls}};\n")
run("configuring the samples" ${CMAKE_COMMAND} -S ${SAMPLES} -B ${FOLDER}/build-samples -G ${GENERATOR}
  -DCMAKE_PREFIX_PATH=${FOLDER}/installed -DCMAKE_C_COMPILER=${COMPILER} -DNAMES=${FOLDER}/names.c)
run("building the samples" ${CMAKE_COMMAND} --build ${FOLDER}/build-samples)

if(PKG_CONFIG)
  file(GLOB_RECURSE found ${FOLDER}/installed/wsplab.pc)
  list(LENGTH found count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "expected one wsplab.pc in ${FOLDER}/installed, found: ${found}")
  endif()
  cmake_path(GET found PARENT_PATH folder)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${folder} ${PKG_CONFIG} --cflags --libs wsplab
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run("building with pkg-config" ${COMPILER} -shared -fPIC -Wl,-z,defs ${CONSUMER}/smallest.c ${flags}
    -o ${FOLDER}/smallest.so)
endif()
