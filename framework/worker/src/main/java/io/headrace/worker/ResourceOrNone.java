package io.headrace.worker;

import org.jspecify.annotations.Nullable;

/** Closes a resource, if there is one. */
record ResourceOrNone<T extends AutoCloseable>(@Nullable T resource) implements AutoCloseable {
    @Override
    public void close() {
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception failure) {
                throw new IllegalStateException("Cannot close " + resource, failure);
            }
        }
    }
}
