/* unresolved_win32.c - a module that imports what ws2_32 lacks, and from a library that does not exist. */
__declspec(dllimport) int WSPLabNobodyHasThis(void);
__declspec(dllimport) int nowhere(void);

__declspec(dllexport) int unresolved_call(void);

int unresolved_call(void) {
    return WSPLabNobodyHasThis() + nowhere();
}
