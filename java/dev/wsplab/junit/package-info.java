/**
 * Tests with JUnit 5, version 5.12 or later: {@link dev.wsplab.junit.WithWinsock} gives each test a
 * Winsock of its own, watches it, and reports what the test leaves behind. {@link
 * dev.wsplab.junit.ConfigureWinsock} says how it is set up, {@link dev.wsplab.junit.Seed} is the
 * number that random decisions come from.
 */
package dev.wsplab.junit;
