/**
 * For people who write clients of Winsock, such as event loops and runtimes: {@link
 * dev.wsplab.conformance.field.FieldLayer} are ready-made layers that behave as ones met in the
 * field, and {@link dev.wsplab.conformance.field.ClientCheck} runs a client, or its tests, through
 * each of them.
 */
package dev.wsplab.conformance.field;
