@echo off
rem The test command on Windows: builds wsplab and runs its JUnit suite on the system's own kernel objects.
rem
rem   scripts\test [MAVEN OPTION...]     for instance "-Dwsplab.scale=1" for the load tests in full size
rem
rem The other checks of scripts/test (sanitizers, Checker Framework, other platforms) run on Linux.
setlocal
call "%~dp0lib\setup.cmd"
if errorlevel 1 exit /b 2
cd /d "%~dp0.."
call mvn -B -ntp verify %*
exit /b %ERRORLEVEL%
