/* empty_win32.c - for libraries that consist of what is said to the linker. */
extern int wsplab_empty;
int wsplab_empty;
