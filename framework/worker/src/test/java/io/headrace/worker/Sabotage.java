package io.headrace.worker;

import io.headrace.Headrace;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Executor;

/** Makes the runtime of a connection's workers fail, as only a bug in it could. */
final class Sabotage {
    private Sabotage() {}

    static void failWorkersOf(Headrace headrace) {
        try {
            for (Object worker : (Collection<?>) field(headrace, "workers")) {
                for (Object part : ((Map<?, ?>) field(worker, "parts")).values()) {
                    Executor inbox = (Executor) field(field(part, "subscription"), "inbox");
                    inbox.execute(() -> {
                        throw new IllegalStateException("sabotage");
                    });
                }
            }
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException("The fields have other names now", changed);
        }
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
