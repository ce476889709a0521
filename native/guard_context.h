/* guard_context.h - the program counter in a signal's context, by system and processor. */
#ifndef WSPLAB_GUARD_CONTEXT_H
#define WSPLAB_GUARD_CONTEXT_H

#if defined(__APPLE__)
#include <sys/ucontext.h>
#else
#include <ucontext.h>
#endif

#if defined(__APPLE__) && defined(__x86_64__)
#define WSPLAB__PC(context) ((context)->uc_mcontext->__ss.__rip)
#elif defined(__APPLE__)
#define WSPLAB__PC(context) ((context)->uc_mcontext->__ss.__pc)
#elif defined(__x86_64__)
#define WSPLAB__PC(context) ((context)->uc_mcontext.gregs[REG_RIP])
#elif defined(__aarch64__)
#define WSPLAB__PC(context) ((context)->uc_mcontext.pc)
#else
#error "the guarded door knows x86-64 and aarch64"
#endif

#endif
