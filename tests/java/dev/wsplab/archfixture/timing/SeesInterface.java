package dev.wsplab.archfixture.timing;

import dev.wsplab.archfixture.host.Interceptor;

/** Keeps the arrows: timing intercepts through an interface of the host. */
final class SeesInterface implements Interceptor {}
