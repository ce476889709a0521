@echo off
rem The wsplab command on Windows: builds what changed, then runs dev.wsplab.cli.Main with the arguments given.
rem
rem   scripts\wsplab demo
rem   scripts\wsplab serve --port PORT --root FOLDER [--layer CLASS]
rem
rem CLASSPATH is added to the class path: that is where CLASS is looked for.
setlocal
set "wsplab_root=%~dp0.."
call "%wsplab_root%\scripts\lib\setup.cmd"
if errorlevel 1 exit /b 2
pushd "%wsplab_root%"
if not exist target\run.classpath echo wsplab: building ^(the first time takes some minutes, and downloads what Maven needs^) ... 1>&2
call mvn -B -ntp -q process-classes 1>&2
if errorlevel 1 (
  echo wsplab: the build failed; what it said stands above 1>&2
  popd
  exit /b 1
)
for /f "usebackq delims=" %%l in ("target\run.classpath") do set "wsplab_libraries=%%l"
if defined CLASSPATH set "wsplab_libraries=%wsplab_libraries%;%CLASSPATH%"
popd
"%JAVA_HOME%\bin\java" --enable-native-access=ALL-UNNAMED ^
  -cp "%wsplab_root%\target\classes;%wsplab_libraries%" dev.wsplab.cli.Main %*
exit /b %ERRORLEVEL%
