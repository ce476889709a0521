package dev.wsplab.wfp;

/**
 * A filter as a callout gets it: {@code FWPS_FILTER1}.
 *
 * @param filterId its run-time identifier
 * @param weight in its sublayer
 * @param flags {@code FWPS_FILTER_FLAG_...}
 * @param context as it was added with
 * @param name as it was added with
 */
public record FwpsFilter(long filterId, long weight, int flags, long context, String name) {}
