/**
 * Base classes and rules for people who write providers: {@link dev.wsplab.provider.BaseProvider}
 * refuses what a provider does not support and keeps its start-up count; {@link
 * dev.wsplab.provider.OverlappedResultRules} answers a result query.
 */
package dev.wsplab.provider;
