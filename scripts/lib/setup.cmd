@echo off
rem Called by the commands for Windows: finds what it takes to build, or says what is missing and how to get it.
rem Sets JAVA_HOME. Status 1: something is missing.
set wsplab_missing=

if not defined JAVA_HOME for /f "delims=" %%j in ('where javac 2^>nul') do if not defined JAVA_HOME set "JAVA_HOME=%%~dpj.."
if not defined JAVA_HOME goto :no_jdk
if exist "%JAVA_HOME%\include\jni.h" goto :jdk_found
echo wsplab: JAVA_HOME="%JAVA_HOME%": expected a JDK, 17 or later, found no include\jni.h there 1>&2
:no_jdk
echo wsplab: missing: a JDK, 17 or later. winget install EclipseAdoptium.Temurin.17.JDK, or set JAVA_HOME 1>&2
set wsplab_missing=yes
:jdk_found

where mvn >nul 2>nul
if errorlevel 1 (
  echo wsplab: missing: Maven 3.8 or later, on the PATH. choco install maven, or https://maven.apache.org/download.cgi 1>&2
  set wsplab_missing=yes
)

where cmake >nul 2>nul
if errorlevel 1 (
  echo wsplab: missing: CMake 3.20 or later, on the PATH. winget install Kitware.CMake 1>&2
  set wsplab_missing=yes
)

rem CMake looks for the C compiler itself, and finds that of Visual Studio without a PATH.
set wsplab_compiler=
if exist "%ProgramFiles(x86)%\Microsoft Visual Studio\Installer\vswhere.exe" set wsplab_compiler=yes
for %%c in (cl.exe clang.exe gcc.exe) do where %%c >nul 2>nul && set wsplab_compiler=yes
if not defined wsplab_compiler (
  echo wsplab: missing: a C compiler. winget install Microsoft.VisualStudio.2022.BuildTools, with the C++ tools 1>&2
  set wsplab_missing=yes
)

if defined wsplab_missing exit /b 1
exit /b 0
