/*
 * functions.h - the functions of Winsock, kernel32 and user32 that a hosted module may reach, and the functions of a
 * provider that a hosted layer calls below itself: names, numbers of arguments, and what each returns when nobody serves
 * it. Every argument is a word: a number, a handle or an address.
 *
 * A row is X(name, arguments, failure):
 *   ERRNO_1   returns -1, stores the error where its last argument points to
 *   ERRNO_0   returns 0, likewise
 *   LAST_1    returns -1, sets the thread's last error
 *   LAST_0    returns 0 (FALSE, NULL), likewise
 *   RETURN    returns the error number itself
 *   NOTHING   returns 0 and leaves the last error alone
 *
 * Rows may be added at the end of a list; nothing counts on a row's place but what is compiled together with it.
 */
#ifndef WSPLAB_FUNCTIONS_H
#define WSPLAB_FUNCTIONS_H

/* The members of WSPUPCALLTABLE, in its order (LAY-UP-1). */
#define WSPLAB_UPCALLS(X)                                                                                              \
    X(WPUCloseEvent, 2, ERRNO_0)                                                                                       \
    X(WPUCloseSocketHandle, 2, ERRNO_1)                                                                                \
    X(WPUCreateEvent, 1, ERRNO_0)                                                                                      \
    X(WPUCreateSocketHandle, 3, ERRNO_1)                                                                               \
    X(WPUFDIsSet, 2, NOTHING)                                                                                          \
    X(WPUGetProviderPath, 4, ERRNO_1)                                                                                  \
    X(WPUModifyIFSHandle, 3, ERRNO_1)                                                                                  \
    X(WPUPostMessage, 4, NOTHING)                                                                                      \
    X(WPUQueryBlockingCallback, 4, ERRNO_1)                                                                            \
    X(WPUQuerySocketHandleContext, 3, ERRNO_1)                                                                         \
    X(WPUQueueApc, 4, ERRNO_1)                                                                                         \
    X(WPUResetEvent, 2, ERRNO_0)                                                                                       \
    X(WPUSetEvent, 2, ERRNO_0)                                                                                         \
    X(WPUOpenCurrentThread, 2, ERRNO_1)                                                                                \
    X(WPUCloseThread, 2, ERRNO_1)

/* The members of WSPPROC_TABLE, in its order (LAY-PT-2): what a layer is given by a provider below it. */
#define WSPLAB_ENTRIES(X)                                                                                              \
    X(WSPAccept, 6, ERRNO_1)                                                                                           \
    X(WSPAddressToString, 6, ERRNO_1)                                                                                  \
    X(WSPAsyncSelect, 5, ERRNO_1)                                                                                      \
    X(WSPBind, 4, ERRNO_1)                                                                                             \
    X(WSPCancelBlockingCall, 1, ERRNO_1)                                                                               \
    X(WSPCleanup, 1, ERRNO_1)                                                                                          \
    X(WSPCloseSocket, 2, ERRNO_1)                                                                                      \
    X(WSPConnect, 8, ERRNO_1)                                                                                          \
    X(WSPDuplicateSocket, 4, ERRNO_1)                                                                                  \
    X(WSPEnumNetworkEvents, 4, ERRNO_1)                                                                                \
    X(WSPEventSelect, 4, ERRNO_1)                                                                                      \
    X(WSPGetOverlappedResult, 6, ERRNO_0)                                                                              \
    X(WSPGetPeerName, 4, ERRNO_1)                                                                                      \
    X(WSPGetSockName, 4, ERRNO_1)                                                                                      \
    X(WSPGetSockOpt, 6, ERRNO_1)                                                                                       \
    X(WSPGetQOSByName, 4, ERRNO_0)                                                                                     \
    X(WSPIoctl, 11, ERRNO_1)                                                                                           \
    X(WSPJoinLeaf, 9, ERRNO_1)                                                                                         \
    X(WSPListen, 3, ERRNO_1)                                                                                           \
    X(WSPRecv, 9, ERRNO_1)                                                                                             \
    X(WSPRecvDisconnect, 3, ERRNO_1)                                                                                   \
    X(WSPRecvFrom, 11, ERRNO_1)                                                                                        \
    X(WSPSelect, 6, ERRNO_1)                                                                                           \
    X(WSPSend, 9, ERRNO_1)                                                                                             \
    X(WSPSendDisconnect, 3, ERRNO_1)                                                                                   \
    X(WSPSendTo, 11, ERRNO_1)                                                                                          \
    X(WSPSetSockOpt, 6, ERRNO_1)                                                                                       \
    X(WSPShutdown, 3, ERRNO_1)                                                                                         \
    X(WSPSocket, 7, ERRNO_1)                                                                                           \
    X(WSPStringToAddress, 6, ERRNO_1)

/* What is reached by pointers other than those of the two tables. WSPStartup's table counts as one argument, the fourth. */
#define WSPLAB_CALLBACKS(X)                                                                                            \
    X(WSPStartup, 5, RETURN)                                                                                           \
    X(CompletionRoutine, 4, NOTHING)                                                                                   \
    X(ConditionFunc, 8, NOTHING)                                                                                       \
    X(BlockingCallback, 1, NOTHING)                                                                                    \
    X(ExtensionAcceptEx, 8, LAST_0)                                                                                    \
    X(ExtensionConnectEx, 7, LAST_0)                                                                                   \
    X(ExtensionDisconnectEx, 4, LAST_0)                                                                                \
    X(ExtensionGetAcceptExSockaddrs, 8, NOTHING)                                                                       \
    X(ExtensionTransmitFile, 7, LAST_0)                                                                                \
    X(ExtensionTransmitPackets, 6, LAST_0)                                                                             \
    X(ExtensionWSAPoll, 3, LAST_1)                                                                                     \
    X(ExtensionWSARecvMsg, 5, LAST_1)                                                                                  \
    X(ExtensionWSASendMsg, 6, LAST_1)

/*
 * What a module imports by name. On Windows the names are those of ws2_32, mswsock, kernel32 and user32; elsewhere each
 * has the prefix wsplab_, and those of WSPLAB_PLAIN_IMPORTS are there without it as well.
 */
#define WSPLAB_PLAIN_IMPORTS(X)                                                                                        \
    X(WPUCompleteOverlappedRequest, 5, ERRNO_1)                                                                        \
    X(WSCDeinstallProvider, 2, ERRNO_1)                                                                                \
    X(WSCDeinstallProvider32, 2, ERRNO_1)                                                                              \
    X(WSCEnableNSProvider, 2, LAST_1)                                                                                  \
    X(WSCEnableNSProvider32, 2, LAST_1)                                                                                \
    X(WSCEnumProtocols, 4, ERRNO_1)                                                                                    \
    X(WSCEnumProtocols32, 4, ERRNO_1)                                                                                  \
    X(WSCGetApplicationCategory, 6, ERRNO_1)                                                                           \
    X(WSCGetProviderInfo, 6, ERRNO_1)                                                                                  \
    X(WSCGetProviderInfo32, 6, ERRNO_1)                                                                                \
    X(WSCGetProviderPath, 4, ERRNO_1)                                                                                  \
    X(WSCGetProviderPath32, 4, ERRNO_1)                                                                                \
    X(WSCInstallNameSpace, 5, LAST_1)                                                                                  \
    X(WSCInstallNameSpace32, 5, LAST_1)                                                                                \
    X(WSCInstallProvider, 5, ERRNO_1)                                                                                  \
    X(WSCInstallProvider64_32, 5, ERRNO_1)                                                                             \
    X(WSCInstallProviderAndChains, 8, ERRNO_1)                                                                         \
    X(WSCInstallProviderAndChains64_32, 9, ERRNO_1)                                                                    \
    X(WSCSetApplicationCategory, 7, ERRNO_1)                                                                           \
    X(WSCSetProviderInfo, 6, ERRNO_1)                                                                                  \
    X(WSCSetProviderInfo32, 6, ERRNO_1)                                                                                \
    X(WSCUnInstallNameSpace, 1, LAST_1)                                                                                \
    X(WSCUnInstallNameSpace32, 1, LAST_1)                                                                              \
    X(WSCUpdateProvider, 5, ERRNO_1)                                                                                   \
    X(WSCUpdateProvider32, 5, ERRNO_1)                                                                                 \
    X(WSCWriteNameSpaceOrder, 2, RETURN)                                                                               \
    X(WSCWriteNameSpaceOrder32, 2, RETURN)                                                                             \
    X(WSCWriteProviderOrder, 2, RETURN)                                                                                \
    X(WSCWriteProviderOrder32, 2, RETURN)

#define WSPLAB_WS2_IMPORTS(X)                                                                                          \
    X(accept, 3, LAST_1)                                                                                               \
    X(bind, 3, LAST_1)                                                                                                 \
    X(closesocket, 1, LAST_1)                                                                                          \
    X(connect, 3, LAST_1)                                                                                              \
    X(freeaddrinfo, 1, NOTHING)                                                                                        \
    X(FreeAddrInfoW, 1, NOTHING)                                                                                       \
    X(getaddrinfo, 4, RETURN)                                                                                          \
    X(GetAddrInfoW, 4, RETURN)                                                                                         \
    X(gethostbyaddr, 3, LAST_0)                                                                                        \
    X(gethostbyname, 1, LAST_0)                                                                                        \
    X(gethostname, 2, LAST_1)                                                                                          \
    X(getnameinfo, 7, RETURN)                                                                                          \
    X(getpeername, 3, LAST_1)                                                                                          \
    X(getsockname, 3, LAST_1)                                                                                          \
    X(getsockopt, 5, LAST_1)                                                                                           \
    X(inet_addr, 1, LAST_1)                                                                                            \
    X(inet_ntoa, 1, LAST_0)                                                                                            \
    X(inet_ntop, 4, LAST_0)                                                                                            \
    X(InetNtopW, 4, LAST_0)                                                                                            \
    X(inet_pton, 3, LAST_1)                                                                                            \
    X(InetPtonW, 3, LAST_1)                                                                                            \
    X(ioctlsocket, 3, LAST_1)                                                                                          \
    X(listen, 2, LAST_1)                                                                                               \
    X(recv, 4, LAST_1)                                                                                                 \
    X(recvfrom, 6, LAST_1)                                                                                             \
    X(select, 5, LAST_1)                                                                                               \
    X(send, 4, LAST_1)                                                                                                 \
    X(sendto, 6, LAST_1)                                                                                               \
    X(setsockopt, 5, LAST_1)                                                                                           \
    X(shutdown, 2, LAST_1)                                                                                             \
    X(socket, 3, LAST_1)                                                                                               \
    X(WSAAccept, 5, LAST_1)                                                                                            \
    X(WSAAddressToStringA, 5, LAST_1)                                                                                  \
    X(WSAAddressToStringW, 5, LAST_1)                                                                                  \
    X(WSAAsyncSelect, 4, LAST_1)                                                                                       \
    X(WSACancelBlockingCall, 0, LAST_1)                                                                                \
    X(WSACleanup, 0, LAST_1)                                                                                           \
    X(WSACloseEvent, 1, LAST_0)                                                                                        \
    X(WSAConnect, 7, LAST_1)                                                                                           \
    X(WSACreateEvent, 0, LAST_0)                                                                                       \
    X(WSADuplicateSocketA, 3, LAST_1)                                                                                  \
    X(WSADuplicateSocketW, 3, LAST_1)                                                                                  \
    X(WSAEnumNetworkEvents, 3, LAST_1)                                                                                 \
    X(WSAEnumProtocolsA, 3, LAST_1)                                                                                    \
    X(WSAEnumProtocolsW, 3, LAST_1)                                                                                    \
    X(WSAEventSelect, 3, LAST_1)                                                                                       \
    X(__WSAFDIsSet, 2, NOTHING)                                                                                        \
    X(WSAGetLastError, 0, NOTHING)                                                                                     \
    X(WSAGetOverlappedResult, 5, LAST_0)                                                                               \
    X(WSAGetQOSByName, 3, LAST_0)                                                                                      \
    X(WSAHtonl, 3, LAST_1)                                                                                             \
    X(WSAHtons, 3, LAST_1)                                                                                             \
    X(WSAIoctl, 9, LAST_1)                                                                                             \
    X(WSAIsBlocking, 0, NOTHING)                                                                                       \
    X(WSAJoinLeaf, 8, LAST_1)                                                                                          \
    X(WSANtohl, 3, LAST_1)                                                                                             \
    X(WSANtohs, 3, LAST_1)                                                                                             \
    X(WSAPoll, 3, LAST_1)                                                                                              \
    X(WSAProviderConfigChange, 3, LAST_1)                                                                              \
    X(WSARecv, 7, LAST_1)                                                                                              \
    X(WSARecvDisconnect, 2, LAST_1)                                                                                    \
    X(WSARecvEx, 4, LAST_1)                                                                                            \
    X(WSARecvFrom, 9, LAST_1)                                                                                          \
    X(WSAResetEvent, 1, LAST_0)                                                                                        \
    X(WSASend, 7, LAST_1)                                                                                              \
    X(WSASendDisconnect, 2, LAST_1)                                                                                    \
    X(WSASendMsg, 6, LAST_1)                                                                                           \
    X(WSASendTo, 9, LAST_1)                                                                                            \
    X(WSASetBlockingHook, 1, LAST_0)                                                                                   \
    X(WSASetEvent, 1, LAST_0)                                                                                          \
    X(WSASetLastError, 1, NOTHING)                                                                                     \
    X(WSASocketA, 6, LAST_1)                                                                                           \
    X(WSASocketW, 6, LAST_1)                                                                                           \
    X(WSAStartup, 2, RETURN)                                                                                           \
    X(WSAStringToAddressA, 5, LAST_1)                                                                                  \
    X(WSAStringToAddressW, 5, LAST_1)                                                                                  \
    X(WSAUnhookBlockingHook, 0, LAST_1)                                                                                \
    X(WSAWaitForMultipleEvents, 5, LAST_1)                                                                             \
    X(AcceptEx, 8, LAST_0)                                                                                             \
    X(GetAcceptExSockaddrs, 8, NOTHING)                                                                                \
    X(TransmitFile, 7, LAST_0)

#define WSPLAB_KERNEL_IMPORTS(X)                                                                                       \
    X(BindIoCompletionCallback, 3, LAST_0)                                                                             \
    X(CancelIo, 1, LAST_0)                                                                                             \
    X(CancelIoEx, 2, LAST_0)                                                                                           \
    X(CloseHandle, 1, LAST_0)                                                                                          \
    X(CreateEventA, 4, LAST_0)                                                                                         \
    X(CreateEventW, 4, LAST_0)                                                                                         \
    X(CreateIoCompletionPort, 4, LAST_0)                                                                               \
    X(CreateThread, 6, LAST_0)                                                                                         \
    X(CreateThreadpoolIo, 4, LAST_0)                                                                                   \
    X(DuplicateHandle, 7, LAST_0)                                                                                      \
    X(ExitThread, 1, NOTHING)                                                                                          \
    X(ExpandEnvironmentStringsA, 3, LAST_0)                                                                            \
    X(ExpandEnvironmentStringsW, 3, LAST_0)                                                                            \
    X(FreeLibrary, 1, LAST_0)                                                                                          \
    X(GetCurrentProcess, 0, NOTHING)                                                                                   \
    X(GetCurrentProcessId, 0, NOTHING)                                                                                 \
    X(GetCurrentThread, 0, NOTHING)                                                                                    \
    X(GetCurrentThreadId, 0, NOTHING)                                                                                  \
    X(GetExitCodeThread, 2, LAST_0)                                                                                    \
    X(GetHandleInformation, 2, LAST_0)                                                                                 \
    X(GetLastError, 0, NOTHING)                                                                                        \
    X(GetModuleFileNameA, 3, LAST_0)                                                                                   \
    X(GetModuleFileNameW, 3, LAST_0)                                                                                   \
    X(GetModuleHandleA, 1, LAST_0)                                                                                     \
    X(GetModuleHandleW, 1, LAST_0)                                                                                     \
    X(GetModuleHandleExA, 3, LAST_0)                                                                                   \
    X(GetModuleHandleExW, 3, LAST_0)                                                                                   \
    X(GetOverlappedResult, 4, LAST_0)                                                                                  \
    X(GetOverlappedResultEx, 5, LAST_0)                                                                                \
    X(GetProcAddress, 2, LAST_0)                                                                                       \
    X(GetQueuedCompletionStatus, 5, LAST_0)                                                                            \
    X(GetQueuedCompletionStatusEx, 6, LAST_0)                                                                          \
    X(LoadLibraryA, 1, LAST_0)                                                                                         \
    X(LoadLibraryW, 1, LAST_0)                                                                                         \
    X(LoadLibraryExA, 3, LAST_0)                                                                                       \
    X(LoadLibraryExW, 3, LAST_0)                                                                                       \
    X(PostMessageA, 4, LAST_0)                                                                                         \
    X(PostMessageW, 4, LAST_0)                                                                                         \
    X(PostQueuedCompletionStatus, 4, LAST_0)                                                                           \
    X(QueueUserAPC, 3, LAST_0)                                                                                         \
    X(ReadFile, 5, LAST_0)                                                                                             \
    X(ReadFileEx, 5, LAST_0)                                                                                           \
    X(ResetEvent, 1, LAST_0)                                                                                           \
    X(ResumeThread, 1, LAST_1)                                                                                         \
    X(SetEvent, 1, LAST_0)                                                                                             \
    X(SetFileCompletionNotificationModes, 2, LAST_0)                                                                   \
    X(SetHandleInformation, 3, LAST_0)                                                                                 \
    X(SetLastError, 1, NOTHING)                                                                                        \
    X(Sleep, 1, NOTHING)                                                                                               \
    X(SleepEx, 2, NOTHING)                                                                                             \
    X(WaitForMultipleObjects, 4, LAST_1)                                                                               \
    X(WaitForMultipleObjectsEx, 5, LAST_1)                                                                             \
    X(WaitForSingleObject, 2, LAST_1)                                                                                  \
    X(WaitForSingleObjectEx, 3, LAST_1)                                                                                \
    X(WriteFile, 5, LAST_0)                                                                                            \
    X(WriteFileEx, 5, LAST_0)

#define WSPLAB_FUNCTIONS(X)                                                                                            \
    WSPLAB_UPCALLS(X)                                                                                                  \
    WSPLAB_ENTRIES(X)                                                                                                  \
    WSPLAB_CALLBACKS(X)                                                                                                \
    WSPLAB_PLAIN_IMPORTS(X)                                                                                            \
    WSPLAB_WS2_IMPORTS(X)                                                                                              \
    WSPLAB_KERNEL_IMPORTS(X)

#endif
