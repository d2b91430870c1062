package io.headrace.testkit;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.deadletter.Provenance;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Reads a {@link GroupView}. For one call. */
final class GroupReading {
    private static final int PAGE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Set<ErrorCode> PASSING =
            Set.of(ErrorCode.CONNECTION_LOST, ErrorCode.UNREACHABLE, ErrorCode.NOT_READY);

    private final Broker broker;
    private final GroupRef group;
    private final GroupKeys keys;
    private final Identity identity;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();

    private final Set<EntryRef> held = new HashSet<>();
    private MessageId delivered = MessageId.MIN;
    private final Set<String> undelivered = new HashSet<>();
    private final Set<String> pending = new HashSet<>();
    private final Set<String> dead = new HashSet<>();
    private final Set<String> settled = new HashSet<>();

    GroupReading(Broker broker, GroupRef group, Identity identity) {
        this.broker = broker;
        this.group = group;
        this.keys = GroupKeys.of(group);
        this.identity = identity;
    }

    /** How a message is known, whether it is in the stream or was taken out of a dead letter. */
    @FunctionalInterface
    interface Identity {
        String of(EntryBatch entries, int entry);
    }

    GroupView view() {
        readGroup();
        read(keys.stream(), (page, i) -> place(Source.STREAM, page.id(i)).add(identity.of(page, i)));
        read(keys.lane(), (page, i) -> place(Source.LANE, page.id(i)).add(identityOfLetter(keys.lane(), page, i)));
        read(keys.dead(), (page, i) -> dead.add(identityOfLetter(keys.dead(), page, i)));
        return new GroupView(undelivered, pending, dead, settled);
    }

    private void readGroup() {
        try {
            for (String consumer : ask(() -> broker.inspect(group)).pending().keySet()) {
                for (Source source : Source.values()) {
                    readHeld(consumer, source);
                }
            }
            delivered = max(delivered, ask(() -> broker.delivered(group)));
        } catch (HeadraceException failure) {
            if (failure.code() != ErrorCode.NO_GROUP) {
                throw failure;
            }
        }
    }

    private void readHeld(String consumer, Source source) {
        MessageId after = MessageId.MIN;
        List<MessageId> page;
        do {
            MessageId from = after;
            page = ask(() -> broker.held(group, consumer, source, from, PAGE));
            for (MessageId id : page) {
                held.add(new EntryRef(source, id));
                after = id;
            }
            if (source == Source.STREAM) {
                delivered = max(delivered, after);
            }
        } while (page.size() == PAGE);
    }

    private void read(String key, Visitor visitor) {
        MessageId from = MessageId.MIN;
        EntryBatch page;
        do {
            MessageId first = from;
            page = ask(() -> broker.read(key, first, MessageId.MAX, PAGE));
            for (int i = 0; i < page.size(); i++) {
                visitor.visit(page, i);
                from = next(page.id(i));
            }
        } while (page.size() == PAGE);
    }

    /** What is in the lane is deleted when it is acked, so that the rest of it is undelivered. */
    private Set<String> place(Source source, MessageId id) {
        if (held.contains(new EntryRef(source, id))) {
            return pending;
        }
        return source == Source.LANE || id.compareTo(delivered) > 0 ? undelivered : settled;
    }

    private String identityOfLetter(String key, EntryBatch page, int entry) {
        byte[] meta = page.value(entry, "meta");
        byte[] packed = page.value(entry, "entry");
        if (meta == null || packed == null) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE,
                    "Entry " + page.id(entry) + " of \"" + key
                            + "\" is no dead letter of Headrace. Remove it with XDEL.");
        }
        MessageId message = Provenance.unpack(meta).message();
        return identity.of(EntryBatch.of(message, PackedList.unpack("entry", packed)), 0);
    }

    /** Asks until the server answers: it may be starting. */
    private <T> T ask(Supplier<CompletableFuture<T>> call) {
        while (true) {
            try {
                return Broker.await(call.get());
            } catch (BrokerException failure) {
                if (!PASSING.contains(failure.code()) || System.nanoTime() > deadline) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static MessageId max(MessageId one, MessageId other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static MessageId next(MessageId id) {
        return id.sequence() == -1 ? new MessageId(id.millis() + 1, 0) : new MessageId(id.millis(), id.sequence() + 1);
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(EntryBatch page, int entry);
    }
}
