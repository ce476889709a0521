/*
 * What program.h says of a program's beginning and end, without Java: this program starts itself. A JVM that cannot be made
 * is told; what happens when it can be is tested from Java.
 */
#include "program.h"

#include <string.h>
#include <wchar.h>

#include "modules_win32.h"
#include "program_win32.h"

#define COMMON 4096
#define ENDS 7 /* the status of a program that ends by itself */

static struct wsplab_module_why why;

/* ---- what is given to a program ------------------------------------------------------------------------------------- */

static struct {
    char text[COMMON];
    uint32_t size;
} settings;

static void add(const char *text) {
    size_t length = strlen(text) + 1;
    CHECK(settings.size + length <= sizeof settings.text);
    memcpy(settings.text + settings.size, text, length);
    settings.size += (uint32_t)length;
}

/* The library, the class, options, an empty text, arguments. */
static void set(const char *library, const char *const *options) {
    settings.size = 0;
    add(library);
    add("no/such/Class");
    for (; *options != NULL; options++)
        add(*options);
    add("");
    add("an argument");
}

static const char *const no_options[] = {NULL};

static const char *utf8(const wchar_t *path) {
    static char text[3 * TEST_PATH];
    CHECK(WideCharToMultiByte(CP_UTF8, 0, path, -1, text, sizeof text, NULL, NULL) > 0);
    return text;
}

static const char *module(const wchar_t *name) {
    wchar_t path[TEST_PATH];
    return utf8(test_path(path, test_modules(), name));
}

/* ---- its own half, called here -------------------------------------------------------------------------------------- */

static struct {
    struct wsplab_program_orders orders;
    char settings[COMMON];
} given;

static wsplab_error begin(void) {
    memset(&given, 0, sizeof given);
    given.orders.size = settings.size;
    memcpy(given.settings, settings.text, settings.size);
    EQUAL(wsplab_program_begin(&given.orders), 0);
    return given.orders.error;
}

static bool says(const char *text) {
    if (strstr(given.orders.why.text, text) == NULL)
        fprintf(stderr, "%s\n", given.orders.why.text);
    return strstr(given.orders.why.text, text) != NULL;
}

static void its_first_function_is_told(void) {
    settings.size = 0;
    EQUAL(begin(), ERROR_BAD_PATHNAME);
    CHECK(says("to read the path of jvm.dll"));
    CHECK(given.orders.entry > (uintptr_t)GetModuleHandleW(NULL));
    CHECK(given.orders.main != 0 && given.orders.main != given.orders.entry);
}

static void a_library_that_is_missing_is_told_and_the_search_path_stays(void) {
    wchar_t folder[TEST_PATH];
    CHECK(SetDllDirectoryW(test_modules()));
    set("C:\\no\\such\\folder\\jvm.dll", no_options);
    CHECK(begin() != WSPLAB_OK);
    CHECK(says("to load jvm.dll failed with"));
    CHECK(GetDllDirectoryW(TEST_PATH, folder) > 0);
    CHECK(wcscmp(folder, test_modules()) == 0);
    CHECK(SetDllDirectoryW(NULL));
    CHECK(begin() != WSPLAB_OK);
    EQUAL(GetDllDirectoryW(TEST_PATH, folder), 0);
}

static void a_library_that_is_no_jvm_is_told(void) {
    set(module(L"probe_by_name.dll"), no_options);
    EQUAL(begin(), ERROR_PROC_NOT_FOUND);
    CHECK(says("to find JNI_CreateJavaVM"));
}

/* Two are this library's own: what the JVM calls at its end. The arguments of the method are no options. */
static void options_end_at_the_empty_text(void) {
    static const char *const two[] = {"-Xmx64m", "-Dname=\xC3\xA4", NULL};
    set(module(L"fake_jvm.dll"), two);
    EQUAL(begin(), 4);
    CHECK(says("JNI_CreateJavaVM failed with 4"));
    set(module(L"fake_jvm.dll"), no_options);
    EQUAL(begin(), 2);
}

static void too_many_options_are_told(void) {
    static const char *many[64];
    for (int i = 0; i < 63; i++)
        many[i] = "-Dn=1";
    set(module(L"fake_jvm.dll"), many);
    EQUAL(begin(), WSPLAB_E_NOT_SUPPORTED);
    CHECK(says("it has more options than 62"));
}

static void settings_that_end_too_early_are_told(void) {
    settings.size = 0;
    add(module(L"fake_jvm.dll"));
    EQUAL(begin(), ERROR_INVALID_PARAMETER);
    CHECK(says("to read the name of the class"));
}

static void adopting_a_process_without_a_program_is_refused(void) {
    EQUAL(wsplab_program_adopt(NULL, NULL, NULL, &why), WSPLAB_E_NOT_SUPPORTED);
    CHECK(strcmp(why.text, "this process is no program that was started for it") == 0);
}

/* ---- the other half ------------------------------------------------------------------------------------------------- */

static const wchar_t *self(void) {
    static wchar_t path[TEST_PATH];
    DWORD length = GetModuleFileNameW(NULL, path, TEST_PATH);
    CHECK(length > 0 && length < TEST_PATH);
    return path;
}

static wsplab_error start(const char *path, struct wsplab_program *program_out) {
    return wsplab_program_start(path, "test ends", settings.text, settings.size, program_out, &why);
}

static void what_is_no_program_is_not_started(void) {
    struct wsplab_program program;
    memset(&program, 0x5A, sizeof program);
    set("C:\\no\\jvm.dll", no_options);
    EQUAL(start("C:\\no\\such\\program.exe", &program), WSPLAB_E_BAD_EXE_FORMAT);
    CHECK(strstr(why.text, "no program of Windows") != NULL);
    CHECK(program.process == 0 && program.id == 0 && program.refused == 0);
}

/* Both halves: it was prepared in its own process, what went wrong there is told here, and it never ran. */
static void a_program_whose_jvm_cannot_be_made_is_told_and_gone(void) {
    struct wsplab_program program;
    set(module(L"fake_jvm.dll"), no_options);
    EQUAL(start(utf8(self()), &program), 2);
    CHECK(strstr(why.text, "JNI_CreateJavaVM failed with 2") != NULL);
    CHECK(program.process == 0);
}

static uint64_t run_self(const wchar_t *command, HANDLE *second_out) {
    STARTUPINFOW info = {.cb = sizeof info};
    PROCESS_INFORMATION of;
    wchar_t line[64];
    wcscpy(line, command);
    CHECK(CreateProcessW(self(), line, NULL, NULL, FALSE, 0, NULL, NULL, &info, &of));
    CHECK(CloseHandle(of.hThread));
    CHECK(DuplicateHandle(GetCurrentProcess(), of.hProcess, GetCurrentProcess(), second_out, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    return (uintptr_t)of.hProcess;
}

static void one_that_runs_is_ended_by_a_kill(void) {
    HANDLE second = NULL;
    DWORD code = 0;
    uint64_t process = run_self(L"test waits", &second);
    EQUAL(wsplab_program_status(process), STILL_ACTIVE);
    wsplab_program_kill(process);
    EQUAL(WaitForSingleObject(second, TEST_BOUND_S * 1000), WAIT_OBJECT_0);
    CHECK(GetExitCodeProcess(second, &code) && code == 1);
    CHECK(CloseHandle(second));
}

static void one_that_has_ended_tells_its_status_and_its_handle_is_closed(void) {
    HANDLE second = NULL;
    DWORD flags = 0;
    uint64_t process = run_self(L"test ends", &second);
    EQUAL(WaitForSingleObject(second, TEST_BOUND_S * 1000), WAIT_OBJECT_0);
    EQUAL(wsplab_program_status(process), ENDS);
    CHECK(!GetHandleInformation((HANDLE)(uintptr_t)process, &flags));
    CHECK(CloseHandle(second));
}

int main(int count, char **arguments) {
    if (count > 1 && strcmp(arguments[1], "ends") == 0)
        return ENDS;
    if (count > 1 && strcmp(arguments[1], "waits") == 0)
        Sleep(INFINITE);
    RUN(its_first_function_is_told);
    RUN(a_library_that_is_missing_is_told_and_the_search_path_stays);
    RUN(a_library_that_is_no_jvm_is_told);
    RUN(options_end_at_the_empty_text);
    RUN(too_many_options_are_told);
    RUN(settings_that_end_too_early_are_told);
    RUN(adopting_a_process_without_a_program_is_refused);
    RUN(what_is_no_program_is_not_started);
    RUN(a_program_whose_jvm_cannot_be_made_is_told_and_gone);
    RUN(one_that_runs_is_ended_by_a_kill);
    RUN(one_that_has_ended_tells_its_status_and_its_handle_is_closed);
    return 0;
}
