package dev.wsplab.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets up the environment of a test class that has {@link WithWinsock}: a method that takes a
 * {@code WinsockBuilder}, and a {@link Seed} if it likes, or a field that is a {@code
 * Consumer<WinsockBuilder>}.
 *
 * <pre>{@code
 * final MyLayer layer = new MyLayer("argument");
 *
 * @ConfigureWinsock
 * void install(WinsockBuilder builder) {
 *   builder.layer(layer);
 * }
 * }</pre>
 *
 * <p>Runs after the attributes of the annotation were applied, once for each environment, before
 * the first method that takes it. Fields come before methods, outer classes before nested ones,
 * superclasses before subclasses. With {@code scope = CLASS} it must be static, unless the test
 * instance lives as long as its class.
 */
@Documented
@Target({ElementType.METHOD, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface ConfigureWinsock {}
