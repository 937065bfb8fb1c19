package io.ftpcluster.bus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a message on the wire, with its version: {@code users.insert.v1}. Explicit, so that renaming or moving a
 * class changes nothing for a node that runs another version.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Wire {
    String value();
}
