/*
 * unique.cpp - for completer.c: a variable of a template. GCC makes it one for the whole process, and glibc never unloads
 * the library that has brought it.
 */
template <int Key> struct __attribute__((visibility("default"))) OneForAll {
    static int calls;
};

template <int Key> int OneForAll<Key>::calls;

extern "C" __attribute__((visibility("default"))) int count_call(void);

extern "C" int count_call(void) {
    return ++OneForAll<0>::calls;
}
