# Toolchain file: builds for any platform with one compiler, as scripts/natives does.
#
#   cmake -S native -B FOLDER --toolchain "$PWD/native/cmake/zig.cmake" -DWSPLAB_ZIG=FILE -DWSPLAB_TARGET=PLATFORM
#
# FILE is the program zig, from the root on; PLATFORM is the name that JNA gives to it, one of those below.
set(wsplab_triples
  linux-x86-64 x86_64-linux-gnu.2.17
  linux-aarch64 aarch64-linux-gnu.2.17
  win32-x86-64 x86_64-windows-gnu
  win32-x86 x86-windows-gnu
  win32-aarch64 aarch64-windows-gnu
  darwin-x86-64 x86_64-macos.11.0
  darwin-aarch64 aarch64-macos.11.0)

# The compiler checks read this file in projects of their own.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES WSPLAB_ZIG WSPLAB_TARGET)

if(NOT EXISTS "${WSPLAB_ZIG}")
  message(FATAL_ERROR "WSPLAB_ZIG=${WSPLAB_ZIG}: expected the program zig; scripts/natives fetches it")
endif()
list(FIND wsplab_triples "${WSPLAB_TARGET}" wsplab_index)
if(wsplab_index EQUAL -1)
  message(FATAL_ERROR "WSPLAB_TARGET=${WSPLAB_TARGET}: expected the first of a pair of ${wsplab_triples}")
endif()
math(EXPR wsplab_index "${wsplab_index} + 1")
list(GET wsplab_triples ${wsplab_index} wsplab_triple)

if(WSPLAB_TARGET MATCHES "^linux-")
  set(CMAKE_SYSTEM_NAME Linux)
elseif(WSPLAB_TARGET MATCHES "^win32-")
  set(CMAKE_SYSTEM_NAME Windows)
else()
  set(CMAKE_SYSTEM_NAME Darwin)
endif()
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR "${wsplab_triple}")

foreach(language C ASM)
  set(CMAKE_${language}_COMPILER "${WSPLAB_ZIG}" cc -target ${wsplab_triple})
endforeach()
set(CMAKE_CXX_COMPILER "${WSPLAB_ZIG}" c++ -target ${wsplab_triple})
set(CMAKE_ASM_COMPILER_ID Clang) # found out for C alone
# No separate program for these: zig is all that there is.
set(CMAKE_C_CREATE_STATIC_LIBRARY "\"${WSPLAB_ZIG}\" ar qcs <TARGET> <LINK_FLAGS> <OBJECTS>")
# CMake insists on these two; there are no resources, and no libraries that know their place.
set(CMAKE_RC_COMPILER "${WSPLAB_ZIG}")
set(CMAKE_INSTALL_NAME_TOOL "${WSPLAB_ZIG}")

# Zig checks for undefined behaviour by default; the library that people get is the one that the host's compiler makes.
set(CMAKE_C_FLAGS_INIT -fno-sanitize=undefined)
set(CMAKE_CXX_FLAGS_INIT -fno-sanitize=undefined)
# No symbol tables in what people get, unless asked for.
if(NOT WSPLAB_DEBUG_INFO)
  set(CMAKE_SHARED_LINKER_FLAGS_INIT -s)
  set(CMAKE_MODULE_LINKER_FLAGS_INIT -s)
endif()
