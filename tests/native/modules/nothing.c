/* nothing.c - a module that is no provider: it exports no WSPStartup. With MISSING it imports what nobody has. */
#if defined(MISSING)
int wsplab_NoSuchFunction(void);
int WSCNoSuchFunction(void);
#endif

__attribute__((visibility("default"))) int nothing(void);

__attribute__((visibility("default"))) int nothing(void) {
#if defined(MISSING)
    return wsplab_NoSuchFunction() + WSCNoSuchFunction();
#else
    return 0;
#endif
}
