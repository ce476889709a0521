/* program_posix.c - see program.h: elsewhere than on Windows a program cannot be begun anew in a process of Java's. */
#include <stdio.h>

#include "program.h"

static wsplab_error wsplab__not_here(struct wsplab_module_why *why) {
    snprintf(why->text, sizeof why->text, "programs are run on Windows alone; here a client is a shared library");
    return WSPLAB_E_NOT_SUPPORTED;
}

wsplab_error wsplab_program_start(const char *path, const char *command_line, const char *settings, uint32_t size,
                                  struct wsplab_program *program_out, struct wsplab_module_why *why_out) {
    (void)path;
    (void)command_line;
    (void)settings;
    (void)size;
    (void)program_out;
    return wsplab__not_here(why_out);
}

uint32_t wsplab_program_status(uint64_t process) {
    (void)process;
    return 0;
}

void wsplab_program_kill(uint64_t process) {
    (void)process;
}

wsplab_error wsplab_program_adopt(JNIEnv *env, struct wsplab_set *set, jobject end, struct wsplab_module_why *why_out) {
    (void)env;
    (void)set;
    (void)end;
    return wsplab__not_here(why_out);
}
