/* client_files.c - TransmitFile and TransmitPackets with a file that the client has opened. */
#include <io.h>

#include "client_calls.h"

#define LENGTH 100000
#define OFFSET 4321
#define PART 70000

static unsigned char byte_at(int place) {
    return (unsigned char)(place * 31 >> 3);
}

static FILE *filled(HANDLE *handle) {
    unsigned char *bytes = malloc(LENGTH);
    FILE *file = tmpfile();
    int i;
    CHECK(file != NULL && bytes != NULL);
    for (i = 0; i < LENGTH; i++) {
        bytes[i] = byte_at(i);
    }
    CHECK(fwrite(bytes, 1, LENGTH, file) == LENGTH && fflush(file) == 0);
    free(bytes);
    *handle = (HANDLE)_get_osfhandle(_fileno(file));
    return file;
}

/* The file goes on from a place: where fread reads next, too. */
static void go_to(FILE *file, int place) {
    CHECK(fseek(file, place, SEEK_SET) == 0 && fflush(file) == 0);
}

static void find(SOCKET s, GUID id, void *function) {
    DWORD bytes;
    void *found = NULL;
    CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &found, sizeof(found), &bytes, NULL, NULL) ==
          0);
    memcpy(function, &found, sizeof(found)); /* data to function: no cast for it is defined */
}

static void take(SOCKET s, char *room, int wanted) {
    int got = 0, now = 1;
    while (got < wanted && now > 0) {
        now = recv(s, room + got, wanted - got, 0);
        got += now > 0 ? now : 0;
    }
    CHECK(got == wanted);
}

static void expect_text(SOCKET s, const char *text) {
    char room[16];
    take(s, room, (int)strlen(text));
    CHECK(memcmp(room, text, strlen(text)) == 0);
}

static void expect_file(SOCKET s, int from, int count) {
    unsigned char *room = malloc((size_t)count);
    int i = 0;
    take(s, (char *)room, count);
    while (i < count && room[i] == byte_at(from + i)) {
        i++;
    }
    CHECK(i == count);
    free(room);
}

static void expect_end(SOCKET s) {
    char room[1];
    CHECK(recv(s, room, 1, 0) == 0);
}

static void expect_count(SOCKET s, WSAOVERLAPPED *overlapped, DWORD count) {
    DWORD bytes = 0, flags;
    CHECK(WSAGetOverlappedResult(s, overlapped, &bytes, TRUE, &flags) && bytes == count);
}

static TRANSMIT_PACKETS_ELEMENT of_memory(const char *text) {
    TRANSMIT_PACKETS_ELEMENT element;
    memset(&element, 0, sizeof(element));
    element.dwElFlags = TP_ELEMENT_MEMORY;
    element.cLength = (ULONG)strlen(text);
    element.pBuffer = (PVOID)(uintptr_t)text;
    return element;
}

static TRANSMIT_PACKETS_ELEMENT of_file(HANDLE file, LONGLONG offset, ULONG length) {
    TRANSMIT_PACKETS_ELEMENT element;
    memset(&element, 0, sizeof(element));
    element.dwElFlags = TP_ELEMENT_FILE;
    element.cLength = length;
    element.nFileOffset.QuadPart = offset;
    element.hFile = file;
    return element;
}

static void given_parts_of_a_file_between_memory_when_transmitted_then_all_bytes_arrive_in_order(void) {
    TRANSMIT_PACKETS_ELEMENT elements[4];
    LPFN_TRANSMITPACKETS transmit_packets;
    WSAOVERLAPPED overlapped;
    HANDLE handle;
    SOCKET mine, peer;
    FILE *file = filled(&handle);
    connect_pair(&mine, &peer);
    find(mine, (GUID)WSAID_TRANSMITPACKETS, &transmit_packets);
    memset(&overlapped, 0, sizeof(overlapped));
    overlapped.hEvent = WSACreateEvent();
    elements[0] = of_memory("head");
    elements[1] = of_file(handle, OFFSET, PART);
    go_to(file, LENGTH - 5);
    elements[2] = of_file(handle, -1, 0); /* from where it stands, to its end */
    elements[3] = of_memory("tail");
    CHECK(transmit_packets(mine, elements, 4, 0, &overlapped, 0) || WSAGetLastError() == WSA_IO_PENDING);
    expect_text(peer, "head");
    expect_file(peer, OFFSET, PART);
    expect_file(peer, LENGTH - 5, 5);
    expect_text(peer, "tail");
    expect_count(mine, &overlapped, 4 + PART + 5 + 4);
    CHECK(fgetc(file) == byte_at(LENGTH - 5)); /* it has not moved */
    CHECK(WSACloseEvent(overlapped.hEvent) && fclose(file) == 0);
    close_both(mine, peer);
}

static void given_a_file_when_transmitted_from_an_offset_then_its_rest_arrives_between_head_and_tail(void) {
    TRANSMIT_FILE_BUFFERS buffers;
    char head[] = "head", tail[] = "tail";
    WSAOVERLAPPED overlapped;
    HANDLE handle;
    SOCKET mine, peer;
    FILE *file = filled(&handle);
    connect_pair(&mine, &peer);
    memset(&overlapped, 0, sizeof(overlapped));
    overlapped.hEvent = WSACreateEvent();
    overlapped.Offset = OFFSET;
    buffers.Head = head;
    buffers.HeadLength = 4;
    buffers.Tail = tail;
    buffers.TailLength = 4;
    CHECK(TransmitFile(mine, handle, 0, 0, &overlapped, &buffers, 0) || WSAGetLastError() == WSA_IO_PENDING);
    expect_text(peer, "head");
    expect_file(peer, OFFSET, LENGTH - OFFSET);
    expect_text(peer, "tail");
    expect_count(mine, &overlapped, LENGTH - OFFSET + 8);
    CHECK(WSACloseEvent(overlapped.hEvent) && fclose(file) == 0);
    close_both(mine, peer);
}

static void given_no_structure_when_transmitted_then_from_where_the_file_stands_and_to_the_end(void) {
    HANDLE handle;
    SOCKET mine, peer;
    FILE *file = filled(&handle);
    connect_pair(&mine, &peer);
    go_to(file, LENGTH - 3);
    CHECK(TransmitFile(mine, handle, 0, 0, NULL, NULL, TF_DISCONNECT));
    expect_file(peer, LENGTH - 3, 3);
    expect_end(peer);
    CHECK(fclose(file) == 0);
    close_both(mine, peer);
}

static void given_no_file_when_transmitted_then_nothing_is_sent(void) {
    TRANSMIT_PACKETS_ELEMENT elements[2];
    LPFN_TRANSMITPACKETS transmit_packets;
    SOCKET mine, peer;
    HANDLE none = (HANDLE)(uintptr_t)0x7FFFFFF0;
    connect_pair(&mine, &peer);
    find(mine, (GUID)WSAID_TRANSMITPACKETS, &transmit_packets);
    elements[0] = of_memory("head");
    elements[1] = of_file(none, 0, 1);
    CHECK(!transmit_packets(mine, elements, 2, 0, NULL, 0) && WSAGetLastError() == ERROR_INVALID_HANDLE);
    CHECK(!TransmitFile(mine, none, 0, 0, NULL, NULL, 0) && WSAGetLastError() == ERROR_INVALID_HANDLE);
    CHECK(shutdown(mine, SD_SEND) == 0);
    expect_end(peer);
    close_both(mine, peer);
}

void call_files(void) {
    given_parts_of_a_file_between_memory_when_transmitted_then_all_bytes_arrive_in_order();
    given_a_file_when_transmitted_from_an_offset_then_its_rest_arrives_between_head_and_tail();
    given_no_structure_when_transmitted_then_from_where_the_file_stands_and_to_the_end();
    given_no_file_when_transmitted_then_nothing_is_sent();
}
