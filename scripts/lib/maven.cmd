@rem Called by the commands in the folder above: runs Maven, and says every two seconds what it is at. Its output goes to a log,
@rem all of which is shown when it fails.
@rem
@rem   call scripts\lib\maven.cmd NAME     status 1 when Maven fails; the log is target\NAME.log
@rem
@rem Expects the root of the clone to be the current folder, and wsplab_goals to be what Maven is to do. Maven runs in a cmd of
@rem its own, which leaves the status that it ended with in a file; this one waits for that file.
@if "%~2"=="now" goto :now
@setlocal
@if not exist target mkdir target
@set "wsplab_log=target\%~1.log"
@set "wsplab_ended=target\%~1.ended"
@if exist "%wsplab_log%" del "%wsplab_log%"
@if exist "%wsplab_ended%" del "%wsplab_ended%"
@set "wsplab_seconds=0"
@start "" /b "%ComSpec%" /c call scripts\lib\maven.cmd %1 now

:wait
@rem A second: timeout would ask for a terminal.
@ping -n 2 127.0.0.1 >nul
@if exist "%wsplab_ended%" goto :ended
@set /a wsplab_seconds+=1
@set /a wsplab_odd=wsplab_seconds %% 2
@if "%wsplab_odd%"=="1" goto :wait
@set "wsplab_step=Maven starts, or downloads what it needs"
@if exist "%wsplab_log%" for /f "usebackq tokens=1-3" %%A in ("%wsplab_log%") do @if "%%B"=="---" @set "wsplab_step=%%C"
@echo wsplab: %wsplab_seconds% s: %wsplab_step% 1>&2
@goto :wait

:ended
@set "wsplab_status=1"
@for /f "usebackq" %%S in ("%wsplab_ended%") do @set "wsplab_status=%%S"
@del "%wsplab_ended%"
@if "%wsplab_status%"=="0" exit /b 0
@type "%wsplab_log%" 1>&2
@exit /b 1

@rem Renamed when it is whole: the other one looks whether it is there.
:now
@call mvn -B -ntp "-Dstyle.color=never" %wsplab_goals% >"target\%~1.log" 2>&1 <nul
@>"target\%~1.ending" echo %errorlevel%
@ren "target\%~1.ending" "%~1.ended"
@exit /b 0
