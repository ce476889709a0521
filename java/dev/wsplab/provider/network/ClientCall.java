package dev.wsplab.provider.network;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How the client of one transfer wants to be told. */
record DatagramCall(
    @Nullable Overlapped overlapped,
    @Nullable CompletionRoutine routine,
    @Nullable ThreadId threadId) {}
