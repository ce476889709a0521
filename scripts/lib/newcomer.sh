# Sourced by scripts/test-windows: does what the README tells a newcomer on Windows to do, under Wine, in folders with spaces in
# their names: a clone, scripts\wsplab demo, scripts\install, Maven with the first test, and with that test made to fail.
# Expects what test-windows has set up, clone.sh and ten_minutes.sh. What is said of the time is left in said.txt.
# shellcheck shell=bash
#
# What differs from a Windows machine:
# - The clone is made by this machine's git, with what Git for Windows sets at its installation: core.autocrlf, no symbolic links and
#   no modes of files.
# - Wine 8's cmd cannot run Maven's own mvn.cmd: another one starts the same Java program.
# - The JDK is the lane's Java runtime, with the compiler classes of this machine's JDK, which are the same for every system.
# - There is no CMake and no C compiler. Maven's build in the clone is a stand-in: what it is asked for is looked at, and its
#   results are put in place, of the classes and the library that the lane has built.
# - What Maven downloads for the first test is downloaded on this machine's Java, into a repository that stays for the next run.
# - Nor is there a build of the C tests: cmake and ctest are stand-ins that write down what they are asked for, and scripts\test runs
#   none of its tests, which the lane itself has run.

newcomer=$wsplab_root/target/newcomer\ on\ Windows
newcomer_project='my tests' # whose tests Maven runs
newcomer_maven=3.9.9
newcomer_maven_sha256=4ec3f26fb1a692473aea0235c300bd20f0f9fe741947c82c1234cefd76ac3a3c

newcomer_block() { python3 "$wsplab_root/scripts/lib/readme.py" "$newcomer/a clone/$1" "$2"; }
newcomer_readme() { newcomer_block README.md "$1"; }

newcomer_root() { wsplab_windows_path "${newcomer//\//\\}"; }

# In Wine's cmd, which finds the newcomer's tools alone; for cmd /c the words are one line.
newcomer_types() {
  (cd "$1" && JAVA_HOME=$(newcomer_root)\\jdk WINEPATH=$(newcomer_root)\\tools CLASSPATH="${newcomer_classes:-}" \
    wsplab_limit 300 wine cmd /c "$2") </dev/null
}

newcomer_gets_maven() {
  local zip=$wsplab_root/target/tools/apache-maven-$newcomer_maven-bin.zip folder=$wsplab_root/target/tools/apache-maven-$newcomer_maven
  if [ ! -d "$folder" ]; then
    wsplab_mvn -q dependency:copy -Dartifact="org.apache.maven:apache-maven:$newcomer_maven:zip:bin" \
      -DoutputDirectory="$wsplab_root/target/tools"
    echo "$newcomer_maven_sha256  $zip" | sha256sum --check --quiet
    python3 -m zipfile -e "$zip" "$wsplab_root/target/tools"
    rm "$zip"
  fi
  ln -sfn "$folder" "$newcomer/maven"
}

# bin\javac.exe answers scripts\lib\setup.cmd alone. Maven compiles in its own process: where it finds a tools.jar beside the Java
# runtime, as those before Java 9 had one, it takes the compiler in it when it is asked to.
newcomer_gets_a_jdk() {
  cp -as "${wsplab_windows_java%/bin/java.exe}" "$newcomer/jdk"
  mkdir -p "$newcomer/jdk/include" "$newcomer/lib" "$newcomer/compiler"
  ln -s "$JAVA_HOME/include/jni.h" "$newcomer/jdk/include/jni.h"
  printf '#include <stdio.h>\nint main(void) { return puts("javac 17.0.9") < 0; }\n' >"$newcomer/javac.c"
  wsplab_zig
  "$wsplab_root/target/tools/zig/ziglang/zig" cc -target x86_64-windows-gnu -O2 -o "$newcomer/jdk/bin/javac.exe" "$newcomer/javac.c"
  (cd "$newcomer/compiler" && "$JAVA_HOME/bin/jmod" extract "$JAVA_HOME/jmods/jdk.compiler.jmod")
  rm "$newcomer/compiler/classes/module-info.class"
  "$JAVA_HOME/bin/jar" --create --no-compress --file "$newcomer/lib/tools.jar" -C "$newcomer/compiler/classes" .
}

# newcomer_gets_stand_ins NAME...: programs that add their words, behind their name, to target\programs.txt.
newcomer_gets_stand_ins() {
  local name
  for name in "$@"; do
    printf '%s\n' '#include <stdio.h>' 'int main(int argc, char **argv) {' '    int i;' \
      '    FILE *file = fopen("target\\programs.txt", "a");' '    if (file == NULL) {' '        return 1;' '    }' \
      "    fprintf(file, \"$name\");" '    for (i = 1; i < argc; i++) {' '        fprintf(file, " %s", argv[i]);' '    }' \
      '    return fputs("\n", file) < 0 || fclose(file) != 0;' '}' >"$newcomer/$name.c"
    "$wsplab_root/target/tools/zig/ziglang/zig" cc -target x86_64-windows-gnu -O2 -o "$newcomer/tools/$name.exe" "$newcomer/$name.c"
  done
}

# In the clone mvn.cmd writes down what it was asked for, and takes its time; it fails when a file asks for that.
newcomer_gets_tools() {
  local root
  root=$(newcomer_root)
  mkdir -p "$newcomer/tools"
  newcomer_gets_stand_ins cmake ctest
  : >"$newcomer/tools/gcc.exe"
  : >"$newcomer/tools/ninja.exe"
  {
    echo '@if exist scripts\install.cmd goto :clone'
    echo "@\"%JAVA_HOME%\\bin\\java.exe\" -cp \"$root\\maven\\boot\\plexus-classworlds-2.8.0.jar\"" \
      "\"-Dclassworlds.conf=$root\\maven\\bin\\m2.conf\" \"-Dmaven.home=$root\\maven\" \"-Dmaven.multiModuleProjectDirectory=%cd%\"" \
      "\"-Dmaven.repo.local=$root\\repository\" -Dmaven.compiler.forceJavacCompilerUse=true" \
      'org.codehaus.plexus.classworlds.launcher.Launcher -B -ntp -o -Dstyle.color=never %*'
    echo '@exit /b %errorlevel%'
    echo ':clone'
    echo '@echo %*>target\mvn.txt'
    echo '@echo [INFO] --- stand-in:1:builds (nothing) @ wsplab ---'
    echo '@ping -n 6 127.0.0.1 >nul'
    echo '@if not exist build-fails exit /b 0'
    echo '@echo [ERROR] the stand-in was asked to fail'
    echo '@exit /b 1'
  } | sed 's/$/\r/' >"$newcomer/tools/mvn.cmd"
}

# The commands of cmd have its ends of lines, all else has those that bash and the tests expect, whatever Git makes of text elsewhere.
newcomer_gets_a_clone() {
  wsplab_clone "$newcomer/a clone" -c core.autocrlf=true -c core.symlinks=false -c core.fileMode=false
  git -C "$newcomer/a clone" ls-files --eol | grep -F w/crlf >"$newcomer/crlf.txt"
  if grep -v '\.cmd$' "$newcomer/crlf.txt"; then echo 'these have the ends of lines of Windows'; return 1; fi
  [ "$(wc -l <"$newcomer/crlf.txt")" = "$(git -C "$newcomer/a clone" ls-files '*.cmd' | wc -l)" ]
}

# A jar as Windows would have made it, in a repository which has all else that this machine's has.
newcomer_gets_the_jar() {
  local version folder
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$wsplab_root/pom.xml" | head -n 1)
  cp -asnT "$HOME/.m2/repository" "$wsplab_root/target/tools/newcomer-repository"
  ln -s "$wsplab_root/target/tools/newcomer-repository" "$newcomer/repository"
  folder=$newcomer/repository/dev/wsplab/wsplab/$version
  rm -rf "${folder%/*}"
  mkdir -p "$folder"
  cp "$wsplab_root/pom.xml" "$folder/wsplab-$version.pom"
  "$JAVA_HOME/bin/jar" --create --file "$folder/wsplab-$version.jar" -C "$wsplab_root/target/classes" dev \
    -C "$wsplab_root/target/classes" META-INF -C "$wsplab_root/target/classes" linux-x86-64 -C "$wsplab_root/target/natives" win32-x86-64
}

# As an editor on Windows saves it.
newcomer_saves() { sed 's/$/\r/' >"$newcomer/$newcomer_project/$1"; }

newcomer_writes_the_test() {
  mkdir -p "$newcomer/my tests/src/test/java"
  newcomer_readme maven | newcomer_saves pom.xml
  newcomer_readme first-test | newcomer_saves src/test/java/FirstTest.java
}

# What Maven downloads for it: here, where it is quicker. It stays for the next run.
newcomer_downloads() {
  local stamp="$newcomer/repository/pom.xml"
  if ! cmp -s "$stamp" "$newcomer/my tests/pom.xml"; then
    (cd "$newcomer/my tests" &&
      sh "$newcomer/maven/bin/mvn" -q -B -ntp -Dmaven.repo.local="$newcomer/repository" -Dmaven.test.failure.ignore=true test)
    rm -rf "$newcomer/my tests/target"
    cp "$newcomer/my tests/pom.xml" "$stamp"
  fi
}

# newcomer_asks_maven_for PATTERN: what the stand-in was asked for last.
newcomer_asks_maven_for() {
  local asked
  asked=$(tr -d '\r' <"$newcomer/a clone/target/mvn.txt" | sed 's/ *$//')
  # shellcheck disable=SC2254 # a pattern
  case $asked in $1) ;; *) echo "Maven was asked for: $asked"; return 1 ;; esac
}

# A command that the README names; what it prints goes to a file, too.
newcomer_types_in_the_clone() {
  grep -qF "\`$1\`" "$newcomer/a clone/README.md" || { echo "the README does not name $1"; return 1; }
  newcomer_types "$newcomer/a clone" "$1" 2>&1 | tr -d '\r' | tee "$newcomer/log"
}

# Maven would have written the class path, and compiled.
newcomer_sees_the_demo() {
  mkdir "$newcomer/a clone/target"
  ln -s "$wsplab_root/target/classes" "$newcomer/a clone/target/classes"
  wsplab_windows_class_path "$wsplab_root/target/natives:$(cat "$wsplab_root/target/run.classpath")" >"$newcomer/a clone/target/run.classpath"
  newcomer_types_in_the_clone 'scripts\wsplab demo'
  newcomer_asks_maven_for '* process-classes'
  grep -q '^wsplab: 2 s: stand-in:1:builds' "$newcomer/log"
  grep -q '^demo: ok' "$newcomer/log"
}

# The line of the README with CLASS, of which the layer of its first test takes the place. The class path has spaces in it.
newcomer_checks_the_layer() {
  local line newcomer_classes
  newcomer_classes=$(newcomer_root)'\my tests\target\test-classes'
  newcomer_readme commands | grep '^scripts/wsplab check CLASS ' >/dev/null || { echo 'the README names no scripts/wsplab check CLASS'; return 1; }
  line='scripts\wsplab check FirstTest$MyLayer --only WSARecv/later'
  newcomer_types "$newcomer/a clone" "$line" 2>&1 | tr -d '\r' | tee "$newcomer/log"
  grep -q '^WSARecv  *held' "$newcomer/log"
  grep -q '^check: ok' "$newcomer/log"
}

# As docs/command.md says it, and then without the folder.
newcomer_finds_the_command() {
  local line='set PATH=%PATH%;%CD%\scripts'
  grep -qF "\`$line\`" "$newcomer/a clone/docs/command.md" || { echo "docs/command.md does not say $line"; return 1; }
  newcomer_types "$newcomer/a clone" "$line&& cd docs&& wsplab --version" 2>&1 | tr -d '\r' | tee "$newcomer/log"
  grep -q "^wsplab $(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$wsplab_root/pom.xml" | head -n 1)" "$newcomer/log"
}

newcomer_tests() {
  newcomer_types_in_the_clone 'scripts\test'
  newcomer_asks_maven_for '* verify'
  tr -d '\r' <"$newcomer/a clone/target/programs.txt" | sed 's/ .*-B target/ -B target/;s/ -D.*//' | diff - <(
    echo 'cmake -B target/native-plain'
    echo "cmake --build target/native-plain --parallel $(nproc)"
    echo 'ctest --test-dir target/native-plain --output-on-failure --no-tests=error'
  )
  grep -q '^test: passed' "$newcomer/log"
}

newcomer_installs() {
  newcomer_types_in_the_clone 'scripts\install'
  newcomer_asks_maven_for '* -DskipTests * install'
  grep -q '^wsplab: 4 s: stand-in:1:builds' "$newcomer/log"
  grep -q '^installed dev.wsplab:wsplab' "$newcomer/log"
  newcomer_gets_the_jar
}

# newcomer_runs_the_tests STATUS: Maven ends with 0, or with another.
newcomer_runs_the_tests() {
  local status=0
  newcomer_types "$newcomer/$newcomer_project" 'mvn test' >"$newcomer/log" 2>&1 || status=1
  cat "$newcomer/log"
  [ $status = "$1" ] || { echo "Maven's tests end with status $status"; return 1; }
}

# newcomer_finds_the_page TEST: the failure names the one timeline of it that there is.
newcomer_finds_the_page() {
  page=$(find "$newcomer/$newcomer_project/target/wsplab-timelines" -name "$1.*.html")
  [ -f "$page" ] || { echo "$1 leaves no timeline, or more than one: $page"; return 1; }
  grep -qF "$(basename "$page")" "$newcomer/log"
}

newcomer_runs_the_first_test() {
  newcomer_runs_the_tests 0
  grep -q 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0' "$newcomer/log"
}

# As the README says: hasValue(6) in its last assertion.
newcomer_makes_it_fail() {
  newcomer_readme first-test | sed 's/hasValue(5)/hasValue(6)/' | newcomer_saves src/test/java/FirstTest.java
  newcomer_runs_the_tests 1
  grep -q 'Tests run: 1, Failures: 1, Errors: 0, Skipped: 0' "$newcomer/log"
  newcomer_finds_the_page FirstTest
}

# A test whose layer is below one that is faulty.
newcomer_finds_the_rule() {
  local tests=src/test/java page
  newcomer_readme first-test | newcomer_saves $tests/FirstTest.java
  newcomer_readme first-test | sed 's/extends LayeredProvider/extends ForgetfulLayer/;s/FirstTest/SecondTest/' |
    newcomer_saves $tests/SecondTest.java
  grep -v '^package ' "$wsplab_root/tests/java/example/ForgetfulLayer.java" | newcomer_saves $tests/ForgetfulLayer.java
  newcomer_runs_the_tests 1
  grep -q 'Tests run: 2, Failures: 0, Errors: 1, Skipped: 0' "$newcomer/log"
  newcomer_finds_the_page SecondTest
  grep -q 'WSP-CLOSE-3' "$page"
}

# Status 2, and all that Maven has said: newcomer_types would not tell how the command on the left of a pipe ended.
newcomer_reads_why_a_build_fails() {
  local status=0
  : >"$newcomer/a clone/build-fails"
  newcomer_types "$newcomer/a clone" 'scripts\wsplab demo' >"$newcomer/log" 2>&1 || status=$?
  rm "$newcomer/a clone/build-fails"
  cat "$newcomer/log"
  [ $status = 2 ] || { echo "scripts\\wsplab ends with status $status where Maven fails"; return 1; }
  grep -q 'the stand-in was asked to fail' "$newcomer/log"
  grep -q 'wsplab: the build failed' "$newcomer/log"
}

# What a page tells of unchanged programs, as it is written there.
newcomer_runs_programs() {
  local line
  cp "$wsplab_root"/target/native-windows-tests/providers/{layer.dll,echo_client.exe} "$newcomer/a clone"
  : >"$newcomer/programs.txt"
  while IFS= read -r line <&3; do
    newcomer_types "$newcomer/a clone" "$line" 2>&1 | tr -d '\r' | tee -a "$newcomer/programs.txt"
  done 3< <(newcomer_block docs/native-windows.md programs)
  grep -q '^echo: 1000000 bytes sent, .*: the same' "$newcomer/programs.txt"
  grep -q '^check: ok' "$newcomer/programs.txt"
}

# The commands of the tutorial's Windows column, and its file, which steps 4 and 7 have made.
newcomer_follows_the_tutorial() {
  local newcomer_project=counting page tutorial="$wsplab_root/scripts/lib/tutorial.py" text="$newcomer/a clone/docs/tutorial.md"
  newcomer_types_of_the_tutorial 'mkdir ..\counting\src\test\java'
  newcomer_readme maven | newcomer_saves pom.xml
  python3 "$tutorial" "$text" first | newcomer_saves src/test/java/CountingTest.java
  newcomer_runs_the_tests 1
  grep -q 'WSP-CLOSE-3: never completed' "$newcomer/log"
  newcomer_finds_the_page CountingTest
  python3 "$tutorial" "$text" mended | newcomer_saves src/test/java/CountingTest.java
  newcomer_runs_the_tests 0
  newcomer_types_of_the_tutorial 'set CLASSPATH=..\counting\target\test-classes' 'scripts\wsplab check CountingTest$FirstTry'
  grep -q '^check: ok' "$newcomer/log"
}

# newcomer_types_of_the_tutorial COMMAND...: one after the other.
newcomer_types_of_the_tutorial() {
  local command line=
  for command in "$@"; do
    grep -qF "\`$command\`" "$newcomer/a clone/docs/tutorial.md" || { echo "the tutorial does not say $command"; return 1; }
    line+=${line:+&& }$command
  done
  newcomer_types "$newcomer/a clone" "$line" 2>&1 | tr -d '\r' | tee "$newcomer/log"
}

newcomer() {
  local started
  rm -rf "$newcomer"
  mkdir -p "$newcomer"
  newcomer_gets_maven
  newcomer_gets_a_jdk
  newcomer_gets_tools
  started=$SECONDS
  newcomer_gets_a_clone
  newcomer_sees_the_demo
  newcomer_installs
  newcomer_writes_the_test
  newcomer_downloads
  newcomer_runs_the_first_test
  newcomer_makes_it_fail
  wsplab_in_ten_minutes 'a clone, whose build is a stand-in,' $((SECONDS - started)) | tee "$newcomer/said.txt"
  newcomer_finds_the_rule
  newcomer_checks_the_layer
  newcomer_finds_the_command
  newcomer_tests
  newcomer_reads_why_a_build_fails
  newcomer_runs_programs
  newcomer_follows_the_tutorial
}
