@rem Called by the commands in the folder above: finds a JDK, Maven, CMake and a C compiler, and says what is missing.
@rem Expects the root of the clone to be the current folder. Sets JAVA_HOME, wsplab_cmake_options, and what CMake reads, CC
@rem and CMAKE_GENERATOR. WSPLAB_CC=msvc, gcc, clang or zig chooses the compiler; else it is the first of: cl, gcc, clang on
@rem the path, the newest Visual Studio, zig on the path.
@set "wsplab_missing="
@set "wsplab_cmake_options="

@call :find_jdk
@if not defined wsplab_jdk call :lacks "JDK 17 or later: winget install EclipseAdoptium.Temurin.17.JDK, or set JAVA_HOME to one"
@call :on_path mvn.cmd mvn.exe
@if not defined found call :lacks "Maven 3.8 or later: choco install maven, or put the mvn.cmd of one on the path"
@call :on_path cmake.exe
@if not defined found call :lacks "CMake 3.20 or later: winget install Kitware.CMake, or put the cmake.exe of one on the path"
@call :find_compiler
@if not defined wsplab_compiler call :lacks_compiler
@if defined wsplab_compiler if not defined wsplab_generator call :lacks "a program that runs the build: winget install Ninja-build.Ninja, or put ninja.exe or mingw32-make.exe on the path"

@if defined wsplab_missing exit /b 2
@set "JAVA_HOME=%wsplab_jdk%"
@set "CMAKE_GENERATOR=%wsplab_generator%"
@if "%wsplab_compiler%"=="zig" goto :prepare_zig
@exit /b 0

:lacks
@if not defined wsplab_missing echo wsplab: missing on this machine: 1>&2
@set "wsplab_missing=1"
@echo   %~1 1>&2
@exit /b 0

:lacks_compiler
@if not defined WSPLAB_CC call :lacks "C compiler: winget install Microsoft.VisualStudio.2022.BuildTools, with the C++ tools, or put gcc, clang or zig on the path"
@if defined WSPLAB_CC call :lacks "C compiler: WSPLAB_CC is %WSPLAB_CC%, which is not there; expected is msvc, gcc, clang or zig"
@exit /b 0

@rem The first of the programs that is on the path, in found.
:on_path
@set "found="
:on_path_next
@if "%~1"=="" exit /b 0
@for %%P in ("%~1") do @set "found=%%~$PATH:P"
@if defined found exit /b 0
@shift
@goto :on_path_next

:find_jdk
@set "wsplab_jdk="
@if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
@if defined wsplab_jdk exit /b 0
@call :on_path javac.exe
@if not defined found exit /b 0
@for %%J in ("%found%\..\..") do @call :try_jdk "%%~fJ"
@exit /b 0

:try_jdk
@if not exist "%~1\bin\javac.exe" exit /b 0
@if not exist "%~1\include\jni.h" exit /b 0
@set "wsplab_version=0"
@pushd "%~1\bin"
@for /f "tokens=2 delims=. " %%V in ('.\javac.exe -version 2^>nul') do @set "wsplab_version=%%V"
@popd
@if %wsplab_version% GEQ 17 set "wsplab_jdk=%~1"
@exit /b 0

@rem ---- the compiler, and what runs the build with it ---------------------------------------------------------------

:find_compiler
@set "wsplab_compiler="
@set "wsplab_generator="
@for %%C in (msvc gcc clang zig) do @if /i "%WSPLAB_CC%"=="%%C" goto :compiler_%%C
@if defined WSPLAB_CC exit /b 0
@call :on_path cl.exe
@if defined found goto :use_cl
@rem On other processors there are ones that make programs for x86-64.
@if /i not "%PROCESSOR_ARCHITECTURE%"=="AMD64" goto :not_on_path
@call :on_path gcc.exe
@if defined found goto :compiler_gcc
@call :on_path clang.exe
@if defined found goto :compiler_clang
:not_on_path
@call :visual_studio
@if defined wsplab_compiler exit /b 0
@goto :compiler_zig

:compiler_msvc
@call :on_path cl.exe
@if defined found goto :use_cl
@goto :visual_studio

:use_cl
@set "wsplab_compiler=cl"
@set "CC=cl"
@set "wsplab_generator=NMake Makefiles"
@exit /b 0

@rem What a prompt of Visual Studio has: compiler, assembler, nmake and their settings, for this machine's processor.
:visual_studio
@set "wsplab_installer=%ProgramFiles(x86)%\Microsoft Visual Studio\Installer"
@if not exist "%wsplab_installer%\vswhere.exe" exit /b 0
@set "wsplab_vs="
@pushd "%wsplab_installer%"
@for /f "delims=" %%V in ('.\vswhere.exe -latest -products * -property installationPath') do @set "wsplab_vs=%%V"
@popd
@if not exist "%wsplab_vs%\VC\Auxiliary\Build\vcvarsall.bat" exit /b 0
@call "%wsplab_vs%\VC\Auxiliary\Build\vcvarsall.bat" %PROCESSOR_ARCHITECTURE% >nul
@call :on_path cl.exe
@if defined found goto :use_cl
@exit /b 0

:compiler_gcc
@call :on_path gcc.exe
@if not defined found exit /b 0
@set "wsplab_compiler=gcc"
@set "CC=gcc"
@goto :find_generator

:compiler_clang
@call :on_path clang.exe
@if not defined found exit /b 0
@set "wsplab_compiler=clang"
@set "CC=clang"
@goto :find_generator

:compiler_zig
@call :on_path zig.exe
@if not defined found exit /b 0
@set "wsplab_compiler=zig"
@set "wsplab_platform=win32-x86-64"
@if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" set "wsplab_platform=win32-aarch64"
@rem CMake, which reads this, takes a backslash for the beginning of something special.
@set "wsplab_cmake_options=--toolchain "%cd:\=/%/native/cmake/zig.cmake" -DWSPLAB_ZIG="%found:\=/%" -DWSPLAB_TARGET=%wsplab_platform%"
@goto :find_generator

@rem Maven's call of CMake knows nothing of zig: a folder that was prepared once stays so.
:prepare_zig
@if exist target\native\CMakeCache.txt exit /b 0
@cmake -S native -B target/native %wsplab_cmake_options% -DWSPLAB_JAVA_HOME="%JAVA_HOME%" -DWSPLAB_TESTS=OFF
@exit /b %errorlevel%

:find_generator
@call :on_path ninja.exe
@if defined found set "wsplab_generator=Ninja"
@if defined found exit /b 0
@call :on_path mingw32-make.exe
@if defined found set "wsplab_generator=MinGW Makefiles"
@exit /b 0
