/* threads.cpp - for completer.c: std::thread, which the C++ library starts, and which is still inside after the end. */
#include <thread>

extern "C" void start_uncounted(void *(*routine)(void *), void *argument);

extern "C" void start_uncounted(void *(*routine)(void *), void *argument) {
    std::thread([=] { routine(argument); }).detach();
}
