/* gate.c - see gate.h. */
#include "gate.h"

#include "alloc.h"
#include "attach.h"
#include "boundary.h"
#include "function_table.h"
#include "system.h"

#define WSANOTINITIALISED 10093u
#define WSASYSCALLFAILURE 10107u

struct wsplab__target {
    JavaVM *vm;
    jobject object;
    jmethodID call, call_short, refused;
};

/* Most functions have no more arguments than this; a call with fewer words is a quicker one. */
#define SHORT_CALL 5

struct wsplab__last_error {
    bool told;
    uint32_t error;
};

static _Thread_local struct wsplab__last_error wsplab__told;
static _Thread_local struct wsplab_stack *wsplab__stack;
static _Atomic uint64_t wsplab__refused;

void *wsplab_gate_target(JNIEnv *env, jobject object) {
    jclass type = (*env)->GetObjectClass(env, object);
    jmethodID call = (*env)->GetMethodID(env, type, "call", "(IJJJJJJJJJJJ)J");
    jmethodID call_short = call == NULL ? NULL : (*env)->GetMethodID(env, type, "call", "(IJJJJJ)J");
    jmethodID refused = call_short == NULL ? NULL : (*env)->GetMethodID(env, type, "refused", "(I)V");
    if (refused == NULL)
        return NULL;
    struct wsplab__target *target = wsplab_alloc(sizeof *target);
    if (target == NULL)
        return NULL;
    target->call = call;
    target->call_short = call_short;
    target->refused = refused;
    target->object = (*env)->NewGlobalRef(env, object);
    if (target->object == NULL || (*env)->GetJavaVM(env, &target->vm) != 0) {
        wsplab_gate_forget(env, target);
        return NULL;
    }
    return target;
}

void wsplab_gate_forget(JNIEnv *env, void *memory) {
    struct wsplab__target *target = memory;
    if (target->object != NULL)
        (*env)->DeleteGlobalRef(env, target->object);
    wsplab_free(target);
}

void wsplab_gate_set_last_error(uint32_t error) {
    wsplab__told = (struct wsplab__last_error){.told = true, .error = error};
}

const struct wsplab_stack *wsplab_gate_stack(void) {
    return wsplab__stack;
}

bool wsplab_gate_take_stack(void) {
    struct wsplab_stack *stack = wsplab__stack;
    if (stack == NULL || stack->taken)
        return false;
    stack->taken = true;
    return true;
}

uint64_t wsplab_gate_refused(void) {
    return atomic_load(&wsplab__refused);
}

/* WSPStartup's table comes by value: in memory of the call, or as its address, as the platform's convention has it. */
static void wsplab__arguments(uint32_t function, const uint64_t *registers, const uint64_t *stack,
                              uint64_t *arguments) {
#if defined(__x86_64__) && !defined(_WIN32)
    const uint32_t in_registers = 6;
    if (function == WSPLAB_F_WSPStartup) {
        for (uint32_t i = 0; i < 3; i++)
            arguments[i] = registers[i];
        arguments[3] = (uint64_t)(uintptr_t)stack;
        arguments[4] = registers[3];
        return;
    }
#elif defined(_WIN32)
    const uint32_t in_registers = 4;
#else
    const uint32_t in_registers = 8;
#endif
    uint32_t count = wsplab__functions[function].arguments;
    for (uint32_t i = 0; i < count; i++)
        arguments[i] = i < in_registers ? registers[i] : stack[i - in_registers];
}

static uint64_t wsplab__refuse(uint32_t function, const uint64_t *arguments) {
    atomic_fetch_add(&wsplab__refused, 1);
    return wsplab_function_refuse(function, arguments, WSANOTINITIALISED);
}

/* False: out of memory, or of stack; Java reports whatever else it throws itself, and throws it to be refused here. */
static bool wsplab__call_java(JNIEnv *env, const struct wsplab__target *target, uint32_t function,
                              const uint64_t *arguments, uint64_t *result_out) {
    jvalue values[1 + WSPLAB_MAX_ARGUMENTS];
    values[0].i = (jint)function;
    bool is_short = wsplab__functions[function].arguments <= SHORT_CALL;
    for (uint32_t i = 0; i < (is_short ? SHORT_CALL : WSPLAB_MAX_ARGUMENTS); i++)
        values[1 + i].j = (jlong)arguments[i];
    jmethodID method = is_short ? target->call_short : target->call;
    *result_out = (uint64_t)(*env)->CallLongMethodA(env, target->object, method, values);
    if (!(*env)->ExceptionCheck(env))
        return true;
    (*env)->ExceptionClear(env);
    return false;
}

/* Before Java is entered, whose own frames have no tables. */
static struct wsplab_stack *wsplab__stack_of(const struct wsplab_set *set, struct wsplab_stack *room) {
    if (!set->stacks)
        return NULL;
    wsplab_stack_capture(room);
    return room;
}

static uint64_t wsplab__serve(struct wsplab_set *set, uint32_t function, const uint64_t *arguments) {
    const struct wsplab__target *target = set->target;
    struct wsplab__last_error outer = wsplab__told;
    struct wsplab__call *calls = wsplab_boundary_suspend();
    uint32_t before = wsplab_last_error_get();
    JNIEnv *env = wsplab_attach(target->vm);
    if (env == NULL) {
        wsplab_boundary_resume(calls);
        return wsplab__refuse(function, arguments);
    }
    uint64_t result;
    struct wsplab_stack stack, *outer_stack = wsplab__stack;
    wsplab__stack = wsplab__stack_of(set, &stack);
    wsplab__told.told = false;
    bool served = wsplab__call_java(env, target, function, arguments, &result);
    wsplab_last_error_set(wsplab__told.told ? wsplab__told.error : before);
    wsplab__told = outer;
    wsplab__stack = outer_stack;
    wsplab_boundary_resume(calls);
    return served ? result : wsplab_function_refuse(function, arguments, WSASYSCALLFAILURE);
}

/* What a thread calls that outlives its module's environment; what it is to get is not Java's to say any more. */
static void wsplab__tell_refused(const struct wsplab__target *target, uint32_t function) {
    uint32_t before = wsplab_last_error_get();
    struct wsplab__call *calls = wsplab_boundary_suspend();
    JNIEnv *env = wsplab_attach(target->vm);
    if (env != NULL) {
        const jvalue value = {.i = (jint)function};
        (*env)->CallVoidMethodA(env, target->object, target->refused, &value);
        (*env)->ExceptionClear(env);
    }
    wsplab_boundary_resume(calls);
    wsplab_last_error_set(before);
}

uint64_t wsplab__gate_enter(struct wsplab_set *set, uint32_t function, const uint64_t *registers,
                            const uint64_t *stack);

static uint64_t wsplab__arrive(struct wsplab_set *set, uint32_t function, const uint64_t *arguments) {
    if (function == WSPLAB_F_ExitThread)
        wsplab_thread_exit((uint32_t)arguments[0]);
    if (set == NULL)
        return wsplab__refuse(function, arguments);
    if (!wsplab_set_enter(set)) {
        if (wsplab_set_note_refused(set, function) && wsplab_set_is_retired(set))
            wsplab__tell_refused(set->target, function);
        return wsplab__refuse(function, arguments);
    }
    int before = wsplab_cancel_hold();
    uint64_t result = wsplab__serve(set, function, arguments);
    wsplab_set_leave(set);
    wsplab_cancel_allow(before);
    return result;
}

/* A stub without a set is one that a module has linked to and that was not redirected: whose code runs, decides. */
uint64_t wsplab__gate_enter(struct wsplab_set *set, uint32_t function, const uint64_t *registers,
                            const uint64_t *stack) {
    uint64_t arguments[WSPLAB_MAX_ARGUMENTS] = {0}, result = 0;
    wsplab__arguments(function, registers, stack, arguments);
    if (set == NULL)
        set = wsplab_boundary_set();
    if (wsplab_system_serves(set, function, arguments, &result))
        return result;
    wsplab_system_error_fetch();
    result = wsplab__arrive(set, function, arguments);
    wsplab_system_error_give();
    return result;
}
