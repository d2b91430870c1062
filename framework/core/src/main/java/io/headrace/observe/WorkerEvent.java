package io.headrace.observe;

import io.headrace.error.HeadraceException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import java.time.Duration;

/** Something that happened to messages of one subscription, or to the subscription itself. */
public sealed interface WorkerEvent {
    /** Messages came into the worker's hands or left them. Every one is in exactly one such event each way. */
    sealed interface Moved extends WorkerEvent {
        /** Which way they went. */
        Flow flow();

        /** How many. */
        default int count() {
            return 1;
        }
    }

    /** Messages went a way of which there is nothing more to say. */
    record Batch(Flow flow, int count) implements Moved {}

    /** A message failed and waits for its next attempt. */
    record Parked(EntryRef entry, int attempt, Duration delay, Throwable failure) implements Moved {
        @Override
        public Flow flow() {
            return Flow.PARKED;
        }
    }

    /** A message failed and stays with the worker until its next attempt, with those of its key behind it. */
    record Failed(EntryRef entry, int attempt, Duration delay, Throwable failure) implements WorkerEvent {}

    /** Something that every message needs is down: nothing is handled until the wait is over, then one message is. */
    record Paused(Duration delay, Throwable failure) implements WorkerEvent {}

    /** A pause is over. */
    record Resumed() implements WorkerEvent {}

    /** A handler has not returned for long; {@code entry} is its message, or the first of its batch. Told once for each. */
    record Stuck(EntryRef entry, Duration elapsed) implements WorkerEvent {}

    /** A message became a dead letter; {@code message} is its id on the stream. */
    record DeadLettered(MessageId message, int attempt, String reason, Throwable failure) implements Moved {
        @Override
        public Flow flow() {
            return Flow.DEAD;
        }
    }

    /** A message was pending, but its body is gone from the server. */
    record Lost(EntryRef entry) implements Moved {
        @Override
        public Flow flow() {
            return Flow.LOST;
        }
    }

    /**
     * The worker did not renew its lease in time: it was stopped, or cut off, for longer. It goes on under another name, and
     * what it had not begun is somebody else's; {@code running} handlers go on, and the first commit of a message counts.
     */
    record LeaseLost(String name, String nextName, int running) implements WorkerEvent {}

    /** The sweep found an entry that was pending without a body, in nobody's hands in particular; it is counted as lost. */
    record FoundLost(EntryRef entry) implements WorkerEvent {}

    /** Entries were removed that nobody needs any more. */
    record Trimmed(long count) implements WorkerEvent {}

    /** The server cannot do what is needed at the moment; the call is repeated until it can. */
    record Trouble(HeadraceException cause) implements WorkerEvent {}

    /** The subscription entered another state. */
    record Entered(WorkerState state) implements WorkerEvent {}
}
