/**
 * What an application calls. {@link dev.wsplab.client.Ws2_32} and {@link
 * dev.wsplab.client.Kernel32} mirror the functions of the DLLs of those names, with records in
 * place of out parameters and last errors; {@link dev.wsplab.client.ClientSocket}, {@link
 * dev.wsplab.client.CompletionPort} and {@link dev.wsplab.client.Event} are a thin layer over them
 * that throws {@link dev.wsplab.spi.WinsockException}.
 */
package dev.wsplab.client;
