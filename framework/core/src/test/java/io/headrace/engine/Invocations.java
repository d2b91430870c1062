package io.headrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Invocations without codec and handler. */
final class Invocations {
    private Invocations() {}

    /** Hands each message over by itself; none has a key. */
    static Invocation each(Consumer<Delivery> handler) {
        return new Invocation() {
            @Override
            int run(Delivery[] slice, int from, List<Delivery> interruptible) {
                handler.accept(slice[from]);
                if (slice[from].failure() != null) {
                    interruptible.add(slice[from]);
                }
                return 1;
            }

            @Override
            boolean takesBatches() {
                return false;
            }

            @Override
            @Nullable
            String keyOf(Delivery delivery) {
                return null;
            }
        };
    }

    /** Runs this invocation on a single message. */
    static void run(Invocation invocation, Delivery delivery) {
        invocation.run(new Delivery[] {delivery}, 0, new ArrayList<>());
    }
}
