/* thrower.cpp - what completer.c throws: an exception of C++, with something to clean up on its way. */
#include <stdexcept>

extern "C" void throw_something(void);

namespace {
struct Cleaned {
    int *count;
    ~Cleaned() {
        ++*count;
    }
};
int cleaned;
} // namespace

extern "C" void throw_something(void) {
    Cleaned guard{&cleaned};
    throw std::runtime_error("thrown on purpose");
}
