/**
 * The facts about Windows, asked of wsplab or of the system: {@link dev.wsplab.facts.FactsCheck} is
 * where to begin. Each fact, WIN-1 to WIN-61, is stated in docs/rules/windows-facts.md, and asked
 * by tests of JUnit that are written once against one small interface, which has two bindings.
 * Needs JUnit and AssertJ, which wsplab's command brings.
 */
package dev.wsplab.facts;
