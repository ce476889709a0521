@echo off
rem Builds wsplab on Windows and tests it: the JUnit suite, and the C tests where the compiler has POSIX threads.
rem
rem   scripts\test [--scale X]
rem
rem   --scale X   size of the load tests; 1 is the full run, 0.02 the default
rem
rem Needs a JDK, Maven, CMake and a C compiler, and names those that are missing; WSPLAB_CC=msvc, gcc, clang or zig chooses
rem the compiler. The checks that are the same on every system are those of scripts/test, on Linux.
setlocal
set "wsplab_scale=0.02"
if "%~1"=="" goto :run
if not "%~1"=="--scale" goto :usage
if "%~2"=="" goto :usage
if not "%~3"=="" goto :usage
set "wsplab_scale=%~2"
goto :run

:usage
echo wsplab: expected scripts\test [--scale X] 1>&2
exit /b 2

:run
pushd "%~dp0.."
call scripts\lib\setup.cmd
if errorlevel 1 goto :not_set_up

echo == build: Java build, formatting, JUnit
call mvn -B -ntp "-Dstyle.color=never" "-Dwsplab.scale=%wsplab_scale%" verify <nul
if errorlevel 1 goto :failed

echo == native: C tests
if "%wsplab_compiler%"=="cl" goto :no_threads
cmake -S native -B target/native-plain %wsplab_cmake_options% -DWSPLAB_JAVA_HOME="%JAVA_HOME%" -DWSPLAB_TESTS=ON
if errorlevel 1 goto :failed
cmake --build target/native-plain --parallel
if errorlevel 1 goto :failed
set "WSPLAB_SCALE=%wsplab_scale%"
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
