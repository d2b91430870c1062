package io.headrace.memory;

import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import io.headrace.time.Timer.Cancellable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A reader's connection. Reads are answered in order: the first one may wait, those behind it wait for that one. All
 * state belongs to the server's lock.
 */
final class MemoryReader implements Reader {
    private static final Fetched NOTHING = new Fetched(EntryBatch.EMPTY, EntryBatch.EMPTY);

    private final MemoryServer server;
    private final GroupRef group;
    private String consumer;
    private final Deque<Read> reads = new ArrayDeque<>();
    private boolean closed;

    MemoryReader(MemoryServer server, GroupRef group, String consumer, boolean closed) {
        this.server = server;
        this.group = group;
        this.consumer = consumer;
        this.closed = closed;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public CompletableFuture<Fetched> fetch(Fetch request) {
        return server.execute(keys -> {
            Read read = new Read(request);
            if (closed) {
                read.reply.completeExceptionally(closed());
                return read.reply;
            }
            reads.add(read);
            if (reads.size() == 1) {
                proceed(keys);
            }
            return read.reply;
        });
    }

    @Override
    public void rename(String next) {
        server.execute(keys -> {
            consumer = next;
            return true;
        });
    }

    @Override
    public void wake() {
        server.execute(keys -> expire(keys, reads.peek()));
    }

    @Override
    public void close() {
        server.execute(keys -> {
            closed = true;
            server.waits(this, false);
            reads.forEach(read -> read.fail(closed()));
            reads.clear();
            return true;
        });
    }

    /** Answers reads in order until one has to wait; only within a command. */
    void proceed(Keyspace keys) {
        Read first = reads.peek();
        while (first != null && answer(keys, first)) {
            reads.remove();
            first = reads.peek();
        }
        server.waits(this, first != null);
    }

    private boolean answer(Keyspace keys, Read read) {
        Fetched fetched;
        try {
            fetched = new GroupCommands(keys.group(group)).fetch(read.consumer, read.request);
        } catch (BrokerException refusal) {
            read.fail(refusal);
            return true;
        }
        boolean empty = fetched.stream().size() == 0 && fetched.lane().size() == 0;
        if (empty && !read.request.block().isZero()) {
            read.await();
            return false;
        }
        read.succeed(fetched);
        return true;
    }

    private boolean expire(Keyspace keys, @Nullable Read read) {
        if (read == null || read != reads.peek()) {
            return false;
        }
        reads.remove();
        read.succeed(NOTHING);
        proceed(keys);
        return true;
    }

    private BrokerException closed() {
        return Keyspace.refused(ErrorCode.CLOSED, "The reader of " + group + " is closed.");
    }

    /** A read under way. */
    private final class Read {
        private final Fetch request;
        private final String consumer = MemoryReader.this.consumer;
        private final CompletableFuture<Fetched> reply = new CompletableFuture<>();
        private @Nullable Cancellable timeout; // set once the read has begun to wait

        private Read(Fetch request) {
            this.request = request;
        }

        private void await() {
            if (timeout == null) {
                timeout = server.timer.after(request.block(), () -> server.execute(keys -> expire(keys, this)));
            }
        }

        private void succeed(Fetched fetched) {
            stopTimer();
            server.reply(() -> reply.complete(fetched));
        }

        private void fail(BrokerException failure) {
            stopTimer();
            server.reply(() -> reply.completeExceptionally(failure));
        }

        private void stopTimer() {
            if (timeout != null) {
                timeout.cancel();
            }
        }
    }
}
