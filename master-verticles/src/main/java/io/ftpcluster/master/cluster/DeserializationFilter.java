package io.ftpcluster.master.cluster;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes that Hazelcast may make objects of when bytes from the network name them: its own, those of Vert.x' cluster
 * manager, and the JDK's values. For all others it fails with {@link SecurityException}, as after
 * {@link ClassNotFoundException} Hazelcast would ask another loader.
 */
final class DeserializationFilter extends ClassLoader {

    private static final Logger LOG = LoggerFactory.getLogger(DeserializationFilter.class);
    private static final List<String> MEMBERS = List.of("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.");
    private static final List<String> VALUES = List.of("java.lang.", "java.util.", "java.math.", "java.time.");
    /** Makes an object of any class whose name comes with it; only maps of such objects need it. */
    private static final Set<String> OPEN_DOORS = Set.of("io.vertx.spi.cluster.hazelcast.impl.DataSerializableHolder");

    private final RejectionLog refusals;

    DeserializationFilter(ClassLoader all, RejectionLog refusals) {
        super(all);
        this.refusals = refusals;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (MEMBERS.stream().anyMatch(name::startsWith) && !OPEN_DOORS.contains(name)) {
            return super.loadClass(name, resolve);
        }
        // Loaded, but not yet run: that begins with the first object.
        Class<?> asked = super.loadClass(name, resolve);
        if (VALUES.stream().anyMatch(name::startsWith) && isValue(asked)) {
            return asked;
        }
        refusals.refused(name, "objects of this class are never sent")
                .ifPresent(line -> LOG.warn("Hazelcast was told to load a class by name and refused {}", line));
        throw new SecurityException("Members never send objects of the class " + name);
    }

    /** Others start threads or open files when they are made. */
    private static boolean isValue(Class<?> type) {
        return Serializable.class.isAssignableFrom(type) || type.isInterface();
    }
}
