@echo off
rem Installs the jar into the local Maven repository. It has the library of this platform.
rem
rem   scripts\install
rem
rem Needs a JDK, Maven, CMake and a C compiler, and names those that are missing; WSPLAB_CC=msvc, gcc, clang or zig chooses
rem the compiler.
setlocal
pushd "%~dp0.."
call scripts\lib\setup.cmd
if errorlevel 1 goto :not_set_up
echo wsplab: installing into the local Maven repository ... 1>&2
set "wsplab_goals=-DskipTests -Dspotless.check.skip=true install"
call scripts\lib\maven.cmd install
if errorlevel 1 goto :not_installed
echo installed dev.wsplab:wsplab, the version that stands in pom.xml
popd
exit /b 0

:not_set_up
popd
exit /b 2

:not_installed
echo wsplab: the installation failed; all of its output stands above, and in "%cd%\target\install.log" 1>&2
popd
exit /b 1
