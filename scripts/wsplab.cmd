@echo off
rem The wsplab command on Windows: builds what is missing or stale, then runs dev.wsplab.cli.Main with the arguments given.
rem
rem   scripts\wsplab demo
rem   scripts\wsplab serve --port PORT --root FOLDER [--layer CLASS]
rem   scripts\wsplab check [--jar FILE] CLASS
rem
rem Needs a JDK, Maven, CMake and a C compiler, and names those that are missing; WSPLAB_CC=msvc, gcc, clang or zig chooses
rem the compiler. CLASSPATH is added to the class path: that is where CLASS is looked for.
setlocal
for %%R in ("%~dp0..") do set "wsplab_root=%%~fR"

pushd "%wsplab_root%"
call scripts\lib\setup.cmd
if errorlevel 1 goto :not_set_up
echo wsplab: building what changed (the first time takes some minutes, and downloads what Maven needs) ... 1>&2
rem process-classes: compiles, and writes the class path down.
set "wsplab_goals=process-classes"
call scripts\lib\maven.cmd build
if errorlevel 1 goto :not_built
popd

for /f "usebackq delims=" %%P in ("%wsplab_root%\target\run.classpath") do set "wsplab_class_path=%wsplab_root%\target\classes;%%P"
if defined CLASSPATH set "wsplab_class_path=%wsplab_class_path%;%CLASSPATH%"
"%JAVA_HOME%\bin\java.exe" --enable-native-access=ALL-UNNAMED -cp "%wsplab_class_path%" dev.wsplab.cli.Main %*
exit /b %errorlevel%

:not_set_up
popd
exit /b 2

:not_built
echo wsplab: the build failed; all of its output stands above, and in "%cd%\target\build.log" 1>&2
popd
exit /b 2
