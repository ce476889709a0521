package dev.wsplab.spi;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a condition function is told of one request for a connection: the parameters of {@code
 * LPCONDITIONPROC} in their order (page WSAAccept). The memory that it points to belongs to the
 * provider and is valid until the function returns.
 *
 * <p>Our base providers have addresses alone: no caller data and no quality of service, callee data
 * with a length of 0, as page WSAAccept has it for protocols without them, and a group that nobody
 * looks at afterwards, since it is reserved. Immutable; thread-safe but for that memory.
 *
 * @param callerId {@code lpCallerId}: address of the peer; null when the protocol does not know it
 * @param callerData {@code lpCallerData}: one buffer with what the peer sent with its request, or
 *     null for none
 * @param sqos {@code lpSQOS}: address of a {@code QOS} for the socket, or 0 for none
 * @param gqos {@code lpGQOS}: address of a {@code QOS} for the group, or 0 for none
 * @param calleeId {@code lpCalleeId}: the local address that the peer connects to
 * @param calleeData {@code lpCalleeData}: a view of one {@code WSABUF} of the provider, which the
 *     function may fill and shorten; a length of 0 means that nothing can be told to the peer. Null
 *     from a provider that gives none
 * @param group {@code g}: address of a {@code GROUP}, 32 bits that the function may store, or 0
 * @param callbackData {@code dwCallbackData}, as given to {@code WSPAccept}; not interpreted
 */
public record AcceptRequest(
    @Nullable Sockaddr callerId,
    @Nullable WsaBuffers callerData,
    long sqos,
    long gqos,
    @Nullable Sockaddr calleeId,
    @Nullable WsaBuffers calleeData,
    long group,
    long callbackData) {}
