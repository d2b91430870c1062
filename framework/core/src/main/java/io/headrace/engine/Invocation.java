package io.headrace.engine;

import io.headrace.broker.Effect;
import io.headrace.handler.BatchHandler;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes messages and hands them to their handler. Whatever is thrown on the way is a message's failure. */
abstract class Invocation {
    /**
     * Handles messages of the slice from this one on, on a runner's thread; returns how many. Adds to
     * {@code interruptible} those whose failure may come from an interrupt: what was thrown, not what the handler reported
     * of one message.
     */
    abstract int run(Delivery[] slice, int from, List<Delivery> interruptible);

    /** Whether one run handles a whole slice. */
    abstract boolean takesBatches();

    /** The key that orders this message among others, or {@code null} if it has none. */
    abstract @Nullable String keyOf(Delivery delivery);

    static <T> Invocation of(EventStream<T> stream, Handler<? super T> handler) {
        return new OneByOne<>(stream, handler);
    }

    static <T> Invocation ofBatches(EventStream<T> stream, BatchHandler<T> handler) {
        return new Batchwise<>(stream, handler);
    }

    private static final class OneByOne<T> extends Invocation {
        private final Decoding<T> decoding;
        private final Handler<? super T> handler;

        OneByOne(EventStream<T> stream, Handler<? super T> handler) {
            this.decoding = new Decoding<>(stream);
            this.handler = handler;
        }

        @Override
        int run(Delivery[] slice, int from, List<Delivery> interruptible) {
            Delivery delivery = slice[from];
            try {
                delivery.succeeded(handle(decoding.decode(delivery)));
            } catch (Throwable failure) {
                delivery.failed(failure);
                interruptible.add(delivery);
            }
            return 1;
        }

        private List<Effect> handle(Message<T> message) throws Exception {
            HandlerContext context = new HandlerContext(message);
            try {
                handler.handle(message.value(), context);
            } finally {
                context.close();
            }
            return context.effects();
        }

        @Override
        boolean takesBatches() {
            return false;
        }

        @Override
        @Nullable
        String keyOf(Delivery delivery) {
            return decoding.keyOf(delivery);
        }
    }

    private static final class Batchwise<T> extends Invocation {
        private final Decoding<T> decoding;
        private final BatchHandler<T> handler;

        Batchwise(EventStream<T> stream, BatchHandler<T> handler) {
            this.decoding = new Decoding<>(stream);
            this.handler = handler;
        }

        @Override
        int run(Delivery[] slice, int from, List<Delivery> interruptible) {
            List<Delivery> decoded = new ArrayList<>(slice.length - from);
            List<Message<T>> messages = new ArrayList<>(slice.length - from);
            for (int i = from; i < slice.length; i++) {
                try {
                    messages.add(decoding.decode(slice[i]));
                    decoded.add(slice[i]);
                } catch (Throwable undecodable) {
                    slice[i].failed(undecodable);
                }
            }
            if (!decoded.isEmpty()) {
                handle(decoded, messages, interruptible);
            }
            return slice.length - from;
        }

        private void handle(List<Delivery> deliveries, List<Message<T>> messages, List<Delivery> interruptible) {
            HandlerBatchContext context = new HandlerBatchContext(messages);
            Throwable failure = null;
            try {
                handler.handle(List.copyOf(messages), context);
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                context.close();
            }
            for (int i = 0; i < deliveries.size(); i++) {
                Delivery delivery = deliveries.get(i);
                Throwable own = context.failure(i);
                Throwable cause = own == null ? failure : own;
                if (cause == null) {
                    delivery.succeeded(context.effects(i));
                    continue;
                }
                delivery.failed(cause);
                if (own == null || own instanceof InterruptedException) {
                    interruptible.add(delivery);
                }
            }
        }

        @Override
        boolean takesBatches() {
            return true;
        }

        @Override
        @Nullable
        String keyOf(Delivery delivery) {
            return decoding.keyOf(delivery);
        }
    }
}
