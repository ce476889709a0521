/* threads.cpp - for completer.c: std::thread, which the C++ library starts. */
#include <thread>

extern "C" void start_cpp_thread(void *(*routine)(void *), void *argument);

extern "C" void start_cpp_thread(void *(*routine)(void *), void *argument) {
    std::thread([=] { routine(argument); }).detach();
}

#if defined(OLD_CPP_THREADS)
/* What std::thread called in GCC's library before release 6; programs of that time still find it. */
extern "C" void old_start(void) __asm__("_ZNSt6thread15_M_start_threadESt10shared_ptrINS_10_Impl_baseEEPFvvE");
extern "C" __attribute__((visibility("default"))) void (*const volatile old_start_used)(void);
void (*const volatile old_start_used)(void) = old_start;
#endif
