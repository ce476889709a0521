/* local.c - what the headers do by themselves: locks, atomic operations, memory, text of 16-bit units. */
#include <windows.h>

#include <pthread.h>
#include <stdio.h>

static int failures;

static void check(int line, int well) {
    if (!well) {
        fprintf(stderr, "local.c:%d does not hold\n", line);
        failures++;
    }
}
#define CHECK(what) check(__LINE__, (what) ? 1 : 0)

/* ---- locks ----------------------------------------------------------------------------------------------------------- */

static CRITICAL_SECTION section;
static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static LONG guarded;
static BOOL go;

static void *try_section(void *entered) {
    *(BOOL *)entered = TryEnterCriticalSection(&section);
    return NULL;
}

static BOOL another_thread_enters(void) {
    pthread_t thread;
    BOOL entered = FALSE;
    pthread_create(&thread, NULL, try_section, &entered);
    pthread_join(thread, NULL);
    return entered;
}

static void given_critical_section_when_entered_twice_then_it_is_left_twice(void) {
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    CHECK(TryEnterCriticalSection(&section));
    LeaveCriticalSection(&section);
    CHECK(!another_thread_enters());
    LeaveCriticalSection(&section);
    CHECK(another_thread_enters());
}

static void *count(void *unused) {
    int i;
    (void)unused;
    AcquireSRWLockExclusive(&lock);
    while (!go) {
        CHECK(SleepConditionVariableSRW(&changed, &lock, INFINITE, 0));
    }
    ReleaseSRWLockExclusive(&lock);
    for (i = 0; i < 10000; i++) {
        AcquireSRWLockExclusive(&lock);
        guarded++;
        ReleaseSRWLockExclusive(&lock);
    }
    return NULL;
}

static void given_slim_lock_when_threads_count_then_none_is_lost(void) {
    pthread_t threads[4];
    int i;
    for (i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, count, NULL);
    }
    AcquireSRWLockExclusive(&lock);
    go = TRUE;
    WakeAllConditionVariable(&changed);
    ReleaseSRWLockExclusive(&lock);
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK(guarded == 40000);
}

static void given_condition_when_nobody_wakes_then_the_wait_ends_with_its_time(void) {
    ULONGLONG before = GetTickCount64();
    AcquireSRWLockExclusive(&lock);
    while (SleepConditionVariableSRW(&changed, &lock, 20, 0)) { /* woken for nothing */
    }
    ReleaseSRWLockExclusive(&lock);
    CHECK(GetTickCount64() - before >= 19);
}

static BOOL CALLBACK initialize(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    *context = parameter;
    return ++*(int *)parameter > 1; /* fails the first time */
}

static void given_initialization_when_it_fails_then_the_next_call_tries_again(void) {
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    PVOID context = NULL;
    int calls = 0;
    CHECK(!InitOnceExecuteOnce(&once, initialize, &calls, &context) && context == NULL);
    CHECK(InitOnceExecuteOnce(&once, initialize, &calls, &context) && context == &calls);
    CHECK(InitOnceExecuteOnce(&once, initialize, &calls, NULL) && calls == 2);
}

/* ---- atomic operations, memory, text --------------------------------------------------------------------------------- */

static void given_atomic_operations_when_called_then_each_returns_what_its_page_says(void) {
    LONG number = 5;
    LONG64 wide = 1;
    PVOID pointer = NULL;
    CHECK(InterlockedIncrement(&number) == 6 && InterlockedDecrement(&number) == 5);
    CHECK(InterlockedExchangeAdd(&number, 10) == 5 && number == 15);
    CHECK(InterlockedExchange(&number, 1) == 15);
    CHECK(InterlockedCompareExchange(&number, 9, 2) == 1 && number == 1);
    CHECK(InterlockedCompareExchange(&number, 9, 1) == 1 && number == 9);
    CHECK(InterlockedOr(&number, 6) == 9 && InterlockedAnd(&number, 12) == 15 && number == 12);
    CHECK(InterlockedIncrement64(&wide) == 2);
    CHECK(InterlockedExchangePointer(&pointer, &number) == NULL && pointer == &number);
    CHECK(InterlockedCompareExchangePointer(&pointer, NULL, &wide) == &number && pointer == &number);
}

static void given_memory_when_asked_for_zeros_then_it_has_zeros(void) {
    char *memory = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 100);
    DWORD slot = TlsAlloc();
    CHECK(memory != NULL && memory[0] == 0 && memory[99] == 0);
    CHECK(slot != TLS_OUT_OF_INDEXES && TlsGetValue(slot) == NULL);
    CHECK(TlsSetValue(slot, memory) && TlsGetValue(slot) == memory && TlsFree(slot));
    CHECK(HeapFree(GetProcessHeap(), 0, memory));
}

static void given_wide_text_when_copied_and_compared_then_units_count(void) {
    WCHAR text[8];
    CHECK(lstrlenW(NULL) == 0 && lstrlenW(L"abc") == 3);
    CHECK(lstrcmpW(L"a", L"b") < 0 && lstrcmpW(L"b", L"a") > 0 && lstrcmpW(L"ab", L"ab") == 0);
    CHECK(lstrcmpW(L"a", L"ab") < 0);
    CHECK(lstrcmpiW(L"C:\\Layer.DLL", L"c:\\layer.dll") == 0 && lstrcmpiW(L"a", L"b") < 0 &&
          lstrcmpiW(L"ab", L"a") > 0);
    CHECK(lstrlenW(lstrcpynW(text, L"a long one", 8)) == 7);
    lstrcpyW(text, L"one");
    CHECK(lstrcmpW(lstrcatW(text, L"two"), L"onetwo") == 0);
    CHECK(wcslen(text) == 6 && wcscmp(text, L"onetwo") == 0);
}

static void given_words_when_made_of_bytes_then_the_low_one_comes_first(void) {
    CHECK(MAKEWORD(2, 1) == 0x0102 && LOBYTE(0x0102) == 2 && HIBYTE(0x0102) == 1);
    CHECK(MAKELONG(0x1122, 0x3344) == 0x33441122 && LOWORD(0x33441122) == 0x1122 && HIWORD(0x33441122) == 0x3344);
}

int main(void) {
    given_critical_section_when_entered_twice_then_it_is_left_twice();
    given_slim_lock_when_threads_count_then_none_is_lost();
    given_condition_when_nobody_wakes_then_the_wait_ends_with_its_time();
    given_initialization_when_it_fails_then_the_next_call_tries_again();
    given_atomic_operations_when_called_then_each_returns_what_its_page_says();
    given_memory_when_asked_for_zeros_then_it_has_zeros();
    given_wide_text_when_copied_and_compared_then_units_count();
    given_words_when_made_of_bytes_then_the_low_one_comes_first();
    return failures == 0 ? 0 : 1;
}
