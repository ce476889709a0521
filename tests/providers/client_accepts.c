/* client_accepts.c - WSAAccept and its condition function, and what a socket says of itself. */
#include "client_calls.h"

#ifndef SO_BSP_STATE /* MinGW's headers do not have it */
#define SO_BSP_STATE 0x1009
#endif

/* A listener that asks first, and one that wants to come in. */
static SOCKET asking(SOCKET *mine, struct sockaddr_in *name) {
    DWORD on = 1;
    SOCKET listener = bound(SOCK_STREAM, name);
    CHECK(setsockopt(listener, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (const char *)&on, sizeof(on)) == 0);
    CHECK(listen(listener, 4) == 0);
    *mine = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    return listener;
}

#if !defined(_WIN32) /* there connect waits for the condition function, and one thread cannot do both */
/* What the condition function is to answer, and what it has seen. */
struct decision {
    int answer;
    int calls;
    struct sockaddr_in caller;
    struct sockaddr_in callee;
    int without_data;
    int without_quality;
    int group_is_there;
};

static int CALLBACK decide(LPWSABUF caller, LPWSABUF callerData, LPQOS sqos, LPQOS gqos, LPWSABUF callee,
                           LPWSABUF calleeData, GROUP *group, DWORD_PTR data) {
    struct decision *decision = (struct decision *)data;
    decision->calls++;
    if (caller != NULL && caller->len == sizeof(decision->caller)) {
        memcpy(&decision->caller, caller->buf, sizeof(decision->caller));
    }
    if (callee != NULL && callee->len == sizeof(decision->callee)) {
        memcpy(&decision->callee, callee->buf, sizeof(decision->callee));
    }
    decision->without_data =
        (callerData == NULL || callerData->len == 0) && (calleeData == NULL || calleeData->len == 0);
    decision->without_quality = sqos == NULL && gqos == NULL;
    if (group != NULL) {
        decision->group_is_there = 1;
        *group = 0;
    }
    return decision->answer;
}

static void given_condition_when_it_defers_and_accepts_then_it_saw_both_ends(void) {
    struct decision decision;
    struct sockaddr_in name, mine_name;
    int length = sizeof(mine_name);
    SOCKET mine, peer;
    SOCKET listener = asking(&mine, &name);
    memset(&decision, 0, sizeof(decision));
    CHECK(connect(mine, (const struct sockaddr *)&name, sizeof(name)) == 0);
    CHECK(getsockname(mine, (struct sockaddr *)&mine_name, &length) == 0);
    decision.answer = CF_DEFER;
    CHECK(WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&decision) == INVALID_SOCKET);
    CHECK(WSAGetLastError() == WSATRY_AGAIN);
    decision.answer = CF_ACCEPT;
    peer = WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&decision);
    CHECK(peer != INVALID_SOCKET && decision.calls == 2);
    CHECK(decision.caller.sin_port == mine_name.sin_port && decision.callee.sin_port == name.sin_port);
    CHECK(decision.without_data && decision.without_quality && decision.group_is_there);
    CHECK(closesocket(listener) == 0);
    close_both(mine, peer);
}

static void given_condition_when_it_rejects_then_refused(void) {
    struct decision decision;
    struct sockaddr_in name;
    SOCKET mine;
    SOCKET listener = asking(&mine, &name);
    memset(&decision, 0, sizeof(decision));
    CHECK(connect(mine, (const struct sockaddr *)&name, sizeof(name)) == 0);
    decision.answer = CF_REJECT;
    CHECK(WSAAccept(listener, NULL, NULL, decide, (DWORD_PTR)&decision) == INVALID_SOCKET);
    CHECK(WSAGetLastError() == WSAECONNREFUSED && decision.calls == 1);
    close_both(listener, mine);
}
#endif

static void given_listening_socket_when_told_to_ask_then_too_late(void) {
    DWORD on = 1;
    DWORD told = 0;
    int length = sizeof(told);
    struct sockaddr_in name;
    SOCKET mine;
    SOCKET listener = asking(&mine, &name);
    CHECK(getsockopt(listener, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (char *)&told, &length) == 0 && told == 1);
    CHECK(setsockopt(listener, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (const char *)&on, sizeof(on)) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEINVAL);
    close_both(listener, mine);
}

/* SO_BSP_STATE: its pointers lead to the addresses behind it. */
struct state {
    CSADDR_INFO info;
    char addresses[2 * 128];
};

static int leads_into(const struct state *state, const SOCKET_ADDRESS *address) {
    const char *to = (const char *)address->lpSockaddr;
    return to >= state->addresses && to + address->iSockaddrLength <= state->addresses + sizeof(state->addresses);
}

static void given_connection_when_asked_for_its_state_then_both_addresses(void) {
    struct sockaddr_in name;
    struct state state;
    int length = sizeof(name);
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    CHECK(getpeername(mine, (struct sockaddr *)&name, &length) == 0);
    length = sizeof(state);
    memset(&state, 0, sizeof(state));
    CHECK(getsockopt(mine, SOL_SOCKET, SO_BSP_STATE, (char *)&state, &length) == 0);
    CHECK(length >= (int)sizeof(CSADDR_INFO));
    CHECK(state.info.iSocketType == SOCK_STREAM && state.info.iProtocol == IPPROTO_TCP);
    CHECK(leads_into(&state, &state.info.LocalAddr) && leads_into(&state, &state.info.RemoteAddr));
    CHECK(state.info.RemoteAddr.iSockaddrLength >= (INT)sizeof(name));
    CHECK(memcmp(state.info.RemoteAddr.lpSockaddr, &name, 8) == 0); /* family, port and address */
    length = sizeof(CSADDR_INFO) - 1;
    CHECK(getsockopt(mine, SOL_SOCKET, SO_BSP_STATE, (char *)&state, &length) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEFAULT);
    close_both(mine, peer);
}

static void given_new_socket_when_asked_for_its_state_then_no_addresses(void) {
    struct state state;
    int length = sizeof(state);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    memset(&state, 0xFF, sizeof(state));
    CHECK(getsockopt(s, SOL_SOCKET, SO_BSP_STATE, (char *)&state, &length) == 0);
    CHECK(state.info.iSocketType == SOCK_DGRAM && state.info.iProtocol == IPPROTO_UDP);
    CHECK(state.info.LocalAddr.lpSockaddr == NULL && state.info.LocalAddr.iSockaddrLength == 0);
    CHECK(state.info.RemoteAddr.lpSockaddr == NULL && state.info.RemoteAddr.iSockaddrLength == 0);
    CHECK(closesocket(s) == 0);
}

void call_accepts(void) {
#if !defined(_WIN32)
    given_condition_when_it_defers_and_accepts_then_it_saw_both_ends();
    given_condition_when_it_rejects_then_refused();
#endif
    given_listening_socket_when_told_to_ask_then_too_late();
    given_connection_when_asked_for_its_state_then_both_addresses();
    given_new_socket_when_asked_for_its_state_then_no_addresses();
}
