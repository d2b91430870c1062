package io.headrace.redis;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asynchronous steps, one after the other or all at once. */
final class InSequence {
    private InSequence() {}

    /** Begins each step when the one before has ended; a failure is the last. */
    static <T> CompletableFuture<Void> each(Collection<T> items, Function<T, CompletableFuture<?>> step) {
        CompletableFuture<Void> chain = nothing();
        for (T item : items) {
            chain = chain.thenCompose(done -> step.apply(item)).thenAccept(done -> {});
        }
        return chain;
    }

    /** No step at all. */
    static CompletableFuture<Void> nothing() {
        return CompletableFuture.allOf();
    }

    /** Ends when all have ended. */
    static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> steps) {
        return CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new));
    }
}
