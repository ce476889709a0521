/*
 * program.h - a program that is not ours, as an application of one environment: started with a JVM in its process, its
 * imports turned to a set of trampolines, its code unchanged. On Windows alone.
 *
 *   program_start_win32.c  in the process that starts it
 *   program_win32.c        in its own
 *
 * And elsewhere the end of a process by an application that is a library in it.
 *
 *   program_posix.c
 */
#ifndef WSPLAB_PROGRAM_H
#define WSPLAB_PROGRAM_H

#include <jni.h>

#include "module.h"

/* What wsplab_program_start makes; the handle is the caller's, to be given to wsplab_program_status. */
struct wsplab_program {
    uint64_t process;
    uint32_t id;
    uint32_t refused; /* what the method has returned instead of 0; the program has not begun then, and is gone */
};

/*
 * Starts a program, and before its first instruction a JVM in its process, where a method prepares what is to be prepared.
 * All texts are UTF-8. `command_line` is what the program sees, its own name included.
 *
 * `settings` are texts, each ended by a zero: the JVM's library; the class, with slashes, whose
 * `static int begin(String[])` is called; options of the JVM; an empty text; arguments of the method.
 *
 * Errors: the system's, `why_out` saying what was tried.
 */
wsplab_error wsplab_program_start(const char *path, const char *command_line, const char *settings, uint32_t size,
                                  struct wsplab_program *program_out, struct wsplab_module_why *why_out);
/* What an ended program has ended with; its handle is closed. 259 when it runs on: then the handle stays open. */
uint32_t wsplab_program_status(uint64_t process);
/* Ends it at once; its handle is closed. */
void wsplab_program_kill(uint64_t process);

/*
 * In the program's process, before it begins: all imports of the program and of the libraries in its folder arrive at the
 * set. `end` is a java.util.function.IntUnaryOperator: it is given the status when the program ends, and says what becomes
 * of it. Errors: 8; 50 elsewhere than in a process of wsplab_program_start; 170 for the second time.
 */
wsplab_error wsplab_program_adopt(JNIEnv *env, struct wsplab_set *set, jobject end, struct wsplab_module_why *why_out);

/* Is told when C code ends the process. */
struct wsplab_exit_watch;

/*
 * `end` is a java.util.function.IntUnaryOperator: it is given the status when C code calls exit, in the thread that does,
 * and says what becomes of it. Of a system that does not tell the status it is given 0. It is not called for a thread that
 * Java does not know, nor when Java itself ends the process: whoever lets it do so takes the watch away first. What a watch
 * needs is never given back, since the system keeps its address. Errors: 8; 50 on Windows.
 */
wsplab_error wsplab_exit_watch_begin(JNIEnv *env, jobject end, struct wsplab_exit_watch **watch_out);
/* From then on `end` is not called; when it is being called, it goes on. */
void wsplab_exit_watch_end(JNIEnv *env, struct wsplab_exit_watch *watch);

#endif
