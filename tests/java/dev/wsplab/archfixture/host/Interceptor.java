package dev.wsplab.archfixture.host;

/** An interface of the host, through which timing may intercept. */
public interface Interceptor {}
