# Sourced by scripts/test-windows: does what the README tells a newcomer on Windows to do, under Wine, in folders with spaces in
# their names: scripts\install, scripts\wsplab demo, and Maven with a first test of one's own that fails.
# Expects what test-windows has set up, and ten_minutes.sh. What is said of the time is left in said.txt.
# shellcheck shell=bash
#
# What differs from a Windows machine: Wine 8's cmd cannot run Maven's own mvn.cmd, so another one starts the same Java program; the
# JDK is the lane's Java runtime, with the compiler classes of this machine's JDK, which are the same for every system; and there
# is no CMake and no C compiler: what scripts\install would have Maven do is looked at, and its result is put in place, of the classes
# and the library that the lane has built.

newcomer=$wsplab_root/target/newcomer\ on\ Windows
newcomer_maven=3.9.9
newcomer_maven_sha256=4ec3f26fb1a692473aea0235c300bd20f0f9fe741947c82c1234cefd76ac3a3c

newcomer_readme() { python3 "$wsplab_root/scripts/lib/readme.py" "$wsplab_root/README.md" "$1"; }

newcomer_root() { wsplab_windows_path "${newcomer//\//\\}"; }

# In Wine's cmd, which finds the newcomer's tools alone; for cmd /c the words are one line.
newcomer_types() {
  (cd "$1" && JAVA_HOME=$(newcomer_root)\\jdk WINEPATH=$(newcomer_root)\\tools CLASSPATH='' \
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

# In the clone mvn.cmd writes down what it was asked for.
newcomer_gets_tools() {
  local root
  root=$(newcomer_root)
  mkdir -p "$newcomer/tools"
  : >"$newcomer/tools/cmake.exe"
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
  } | sed 's/$/\r/' >"$newcomer/tools/mvn.cmd"
}

newcomer_gets_a_clone() {
  mkdir -p "$newcomer/a clone/target"
  cp -r "$wsplab_root/scripts" "$wsplab_root/README.md" "$newcomer/a clone"
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

# The README's first test, and a second one, of which a faulty layer is below the newcomer's own.
newcomer_writes_tests() {
  local folder="$newcomer/my tests/src/test/java"
  mkdir -p "$folder"
  newcomer_readme maven >"$newcomer/my tests/pom.xml"
  newcomer_readme first-test >"$folder/FirstTest.java"
  newcomer_readme first-test | sed 's/extends LayeredProvider/extends ForgetfulLayer/;s/FirstTest/SecondTest/' >"$folder/SecondTest.java"
  grep -v '^package ' "$wsplab_root/tests/java/example/ForgetfulLayer.java" >"$folder/ForgetfulLayer.java"
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

newcomer_installs() {
  local asked
  newcomer_types "$newcomer/a clone" 'scripts\install'
  asked=$(tr -d '\r' <"$newcomer/a clone/target/mvn.txt")
  case $asked in *' -DskipTests '*' install'*) ;; *) echo "scripts\\install asks Maven for: $asked"; return 1 ;; esac
  newcomer_gets_the_jar
}

# Maven would have written the class path, and compiled.
newcomer_sees_the_demo() {
  ln -s "$wsplab_root/target/classes" "$newcomer/a clone/target/classes"
  wsplab_windows_class_path "$wsplab_root/target/natives:$(cat "$wsplab_root/target/run.classpath")" >"$newcomer/a clone/target/run.classpath"
  newcomer_types "$newcomer/a clone" 'scripts\wsplab demo' | tr -d '\r' | tee "$newcomer/demo.txt"
  grep -q '^demo: ok' "$newcomer/demo.txt"
}

newcomer_finds_the_rule() {
  local page
  if newcomer_types "$newcomer/my tests" 'mvn test' >"$newcomer/log" 2>&1; then
    cat "$newcomer/log"
    echo 'a test passes with a faulty layer'
    return 1
  fi
  cat "$newcomer/log"
  grep -q 'Tests run: 2, Failures: 0, Errors: 1, Skipped: 0' "$newcomer/log"
  page=$(find "$newcomer/my tests/target/wsplab-timelines" -name 'SecondTest.*.html')
  grep -q 'WSP-CLOSE-3' "$page"
  grep -qF "$(basename "$page")" "$newcomer/log"
}

newcomer() {
  local started
  rm -rf "$newcomer"
  mkdir -p "$newcomer"
  newcomer_gets_maven
  newcomer_gets_a_jdk
  newcomer_gets_tools
  newcomer_gets_a_clone
  newcomer_writes_tests
  started=$SECONDS
  newcomer_installs
  newcomer_downloads
  newcomer_sees_the_demo
  newcomer_finds_the_rule
  wsplab_in_ten_minutes 'scripts\install, whose build is a stand-in,' $((SECONDS - started)) | tee "$newcomer/said.txt"
}
