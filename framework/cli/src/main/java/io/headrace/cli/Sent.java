package io.headrace.cli;

import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Lines that are on their way as messages. Prints the id of each that arrived, in the order of sending. */
final class Sent {
    private static final int MOST_UNDER_WAY = 1_000;

    private final Deque<CompletableFuture<MessageId>> underWay = new ArrayDeque<>();
    private final Screen screen;
    private long answered;
    private boolean failed;

    Sent(Screen screen) {
        this.screen = screen;
    }

    /** Waits for this one, and prints its id. */
    static void one(Screen screen, CompletableFuture<MessageId> send) {
        String id = await(send).toString();
        screen.tell(id, new Facts().add(Column.text("id", "id"), id));
    }

    void add(Supplier<CompletableFuture<MessageId>> send) {
        try {
            underWay.add(send.get());
        } catch (HeadraceException refused) {
            underWay.add(CompletableFuture.failedFuture(refused));
        }
        if (underWay.size() >= MOST_UNDER_WAY) {
            print(underWay.remove());
        }
    }

    /** Waits for all of them. */
    void await() {
        while (!underWay.isEmpty()) {
            print(underWay.remove());
        }
    }

    /** Whether a line was not sent, so far as is known. */
    boolean hasFailed() {
        return failed;
    }

    private void print(CompletableFuture<MessageId> send) {
        answered++;
        try {
            one(screen, send);
        } catch (HeadraceException failure) {
            failed = true;
            screen.aside().println("Line " + answered + ": " + failure.getMessage());
        }
    }

    private static MessageId await(CompletableFuture<MessageId> send) {
        try {
            return send.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof HeadraceException known) {
                throw known;
            }
            throw failure;
        }
    }
}
