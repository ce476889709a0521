/** Small classes that break, or just keep, one rule of the architecture each. Nothing runs them. */
package dev.wsplab.archfixture;
