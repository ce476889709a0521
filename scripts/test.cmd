@echo off
rem Builds wsplab on Windows and tests it: the JUnit suite, and the C tests where the compiler has POSIX threads.
rem
rem   scripts\test [MAVEN OPTION...]     for instance "-Dwsplab.scale=1" for the load tests in full size
rem
rem Needs a JDK, Maven, CMake and a C compiler, and names those that are missing; WSPLAB_CC=msvc, gcc, clang or zig chooses
rem the compiler. The other checks of scripts/test (sanitizers, Checker Framework, other platforms) run on Linux.
setlocal
pushd "%~dp0.."
call scripts\lib\setup.cmd
if errorlevel 1 goto :not_set_up

echo == build: Java build, formatting, JUnit
call mvn -B -ntp "-Dstyle.color=never" verify %* <nul
if errorlevel 1 goto :failed

echo == native: C tests
if "%wsplab_compiler%"=="cl" goto :no_threads
cmake -S native -B target/native-plain %wsplab_cmake_options% -DWSPLAB_JAVA_HOME="%JAVA_HOME%" -DWSPLAB_TESTS=ON
if errorlevel 1 goto :failed
cmake --build target/native-plain --parallel %NUMBER_OF_PROCESSORS%
if errorlevel 1 goto :failed
if not defined WSPLAB_SCALE set "WSPLAB_SCALE=0.02"
ctest --test-dir target/native-plain --output-on-failure --no-tests=error
if errorlevel 1 goto :failed

:passed
popd
echo test: passed
exit /b 0

:no_threads
echo    left out: they need pthread.h, which this compiler does not have; WSPLAB_CC=gcc, clang or zig would run them
goto :passed

:not_set_up
popd
exit /b 2

:failed
popd
echo test: FAILED; what failed stands above 1>&2
exit /b 1
