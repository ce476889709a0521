package dev.wsplab.wfp;

/** A filter that was added. */
record AddedFilter(long id, FwpmFilter filter, FwpmSublayer sublayer) {
  FwpsFilter forCallout() {
    return new FwpsFilter(id, filter.weight(), filter.flags(), filter.context(), filter.name());
  }
}
