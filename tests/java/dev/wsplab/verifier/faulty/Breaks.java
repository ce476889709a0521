package dev.wsplab.verifier.faulty;

import dev.wsplab.verifier.Check;
import dev.wsplab.verifier.OperationCheck;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the verifier has to find in a faulty provider. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Breaks {
  /** In calls, arguments, handles and threads. */
  Check[] value() default {};

  /** In overlapped operations. */
  OperationCheck[] operations() default {};
}
