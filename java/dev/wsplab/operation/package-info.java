/**
 * Something that was started once and is completed exactly once: its life, the register of those
 * under way, and the stream of events that tells of them. Shared by Winsock and its siblings.
 */
package dev.wsplab.operation;
