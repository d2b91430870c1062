package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.time.Timer;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for one purpose, replaced whenever it is lost.
 *
 * <pre>
 *   connected --disconnect, or no answer for too long--> lost: every call under way fails as unanswered
 *       ^                                                  |
 *       +-- HELLO, CLIENT KILL of the old one, onReconnect <-+ after a random delay
 * </pre>
 *
 * <p>A peer that refuses to write because it has become a replica is left, too: behind the address, or by the sentinels, there
 * may be another primary by now.
 *
 * <p>A call belongs to the connection that it was sent on and never moves to the next one. The old connection is killed at
 * the server before the new one is used, so that nothing still on its way through the old one runs later. It is named by its
 * number and by where it came from: the number alone may be somebody else's by now, on a server that was restarted or that
 * took over. Where the ACL forbids CLIENT INFO or CLIENT KILL, the gates in the scripts hold.
 */
final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(2);

    private static final String REPLICA = "the server is a replica; whoever is the primary is looked for again";

    private final Connector connector;
    private final Timer timer;
    private final Duration patience;
    private final Runnable onReconnect;
    private final InTurn<List<? extends Direct>> batches;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private volatile @Nullable Greeting greeting;
    private volatile @Nullable HeadraceException obstacle; // to the last try to reconnect
    private volatile boolean closed;
    private final AtomicInteger failedConnects = new AtomicInteger();
    private long answeredBefore;
    private Duration silence = Duration.ZERO;

    /** A link that is lost when calls are under way and none was answered within {@code patience}. */
    Link(Connector connector, Timer timer, Duration patience, Runnable onReconnect) {
        this.connector = connector;
        this.timer = timer;
        this.batches = new InTurn<>(timer, this::write);
        this.patience = patience;
        this.onReconnect = onReconnect;
    }

    /** Connects for the first time. */
    Greeting open() {
        StatefulRedisConnection<byte[], byte[]> first = connector.await(connector.connect());
        Greeting hello = connector.await(greet(first));
        use(first, hello);
        watch();
        return hello;
    }

    /** Sends one command. */
    <T> CompletableFuture<T> call(String name, Request<T> request) {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (current == null) {
            return CompletableFuture.failedFuture(notConnected());
        }
        AsyncCommand<byte[], byte[], T> command = new AsyncCommand<>(request);
        CompletableFuture<T> answer = answer(name, command, current);
        sent.incrementAndGet();
        dispatch(current, List.of(command));
        return answer;
    }

    /**
     * Sends commands that take their answers themselves, one behind the other on one connection, and behind those of
     * earlier calls; without a connection each is refused.
     */
    void send(List<? extends Direct> batch) {
        batches.add(batch);
    }

    private void write(List<? extends Direct> batch) {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (current == null) {
            BrokerException refusal = notConnected();
            batch.forEach(command -> command.refuse(refusal));
            return;
        }
        sent.addAndGet(batch.size());
        Runnable ifReplica = () -> lose(current, REPLICA);
        batch.forEach(command -> command.isSentBy(answered, ifReplica));
        dispatch(current, batch);
    }

    /** The server's greeting on the connection in use, or {@code null} while there is none. */
    @Nullable
    Greeting greeting() {
        return connection == null ? null : greeting;
    }

    @Override
    public void close() {
        closed = true;
        StatefulRedisConnection<byte[], byte[]> last = connection;
        connection = null;
        if (last != null) {
            last.closeAsync().exceptionally(failure -> null).join();
        }
    }

    private static void dispatch(
            StatefulRedisConnection<byte[], byte[]> connection,
            List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        try {
            if (commands.size() == 1) {
                connection.dispatch(commands.get(0));
            } else {
                connection.dispatch(commands);
            }
        } catch (RuntimeException failure) {
            commands.forEach(command -> command.completeExceptionally(failure));
        }
    }

    private <T> CompletableFuture<T> answer(
            String name, AsyncCommand<byte[], byte[], T> command, StatefulRedisConnection<byte[], byte[]> current) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        command.whenComplete((value, failure) -> {
            answered.incrementAndGet();
            if (failure == null) {
                answer.complete(value);
            } else {
                if (ServerErrors.isByReplica(failure.getMessage())) {
                    lose(current, REPLICA);
                }
                answer.completeExceptionally(ServerErrors.translate(name, failure));
            }
        });
        return answer;
    }

    private BrokerException notConnected() {
        if (closed) {
            return BrokerException.refused(
                    ErrorCode.CLOSED, "The connection to " + connector.address() + " was closed.", null);
        }
        HeadraceException trouble = obstacle;
        return BrokerException.refused(
                ErrorCode.CONNECTION_LOST,
                "No connection to " + connector.address() + " at the moment, nothing was sent; reconnecting"
                        + (trouble == null ? "." : ": " + trouble.getMessage()),
                trouble);
    }

    private void use(StatefulRedisConnection<byte[], byte[]> next, Greeting hello) {
        greeting = hello;
        connection = next;
        obstacle = null;
        failedConnects.set(0);
        next.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                lose(next, "disconnected");
            }
        });
        if (!next.isOpen() || closed) {
            lose(next, "closed");
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very connection, whatever another one may be equal to
    private synchronized void lose(StatefulRedisConnection<byte[], byte[]> lost, String why) {
        if (connection != lost) {
            return;
        }
        connection = null;
        lost.closeAsync();
        if (!closed) {
            LOG.warn("Connection to {} lost ({}); reconnecting", connector.address(), why);
            scheduleReconnect();
        }
    }

    private void scheduleReconnect() {
        long cap = Math.min(MAX_RECONNECT_DELAY.toMillis(), 20L << Math.min(10, failedConnects.getAndIncrement()));
        timer.after(Duration.ofMillis(ThreadLocalRandom.current().nextLong(cap)), this::reconnect);
    }

    private void reconnect() {
        if (closed) {
            return;
        }
        connector.connect().whenComplete((next, failure) -> {
            if (failure != null) {
                obstacle = connector.explain(failure);
                scheduleReconnect();
            } else {
                greet(next).thenCompose(hello -> bury(next, hello)).whenComplete((hello, trouble) -> {
                    if (trouble != null || closed) {
                        obstacle = trouble == null ? null : connector.explain(trouble);
                        next.closeAsync();
                        scheduleReconnect();
                    } else {
                        onReconnect.run();
                        use(next, hello);
                        LOG.info("Connected to {} again", connector.address());
                    }
                });
            }
        });
    }

    private CompletableFuture<Greeting> greet(StatefulRedisConnection<byte[], byte[]> fresh) {
        CompletableFuture<Greeting> hello = send(fresh, CommandType.HELLO, new CommandArgs<>(ByteArrayCodec.INSTANCE))
                .thenApply(reply -> Greeting.parse(connector.address(), reply));
        CompletableFuture<List<Object>> info =
                send(fresh, CommandType.CLIENT, new CommandArgs<>(ByteArrayCodec.INSTANCE).add("INFO"));
        return hello.thenCompose(
                greeted -> info.handle((reply, forbidden) -> reply == null ? greeted : greeted.from(reply)));
    }

    private CompletableFuture<Greeting> bury(StatefulRedisConnection<byte[], byte[]> fresh, Greeting hello) {
        Greeting old = greeting;
        if (old == null || old.peer().isEmpty()) {
            return CompletableFuture.completedFuture(hello);
        }
        CommandArgs<byte[], byte[]> kill = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add("KILL")
                .add("ID")
                .add(old.clientId())
                .add("ADDR")
                .add(old.peer());
        return send(fresh, CommandType.CLIENT, kill).handle((killed, forbidden) -> hello);
    }

    private CompletableFuture<List<Object>> send(
            StatefulRedisConnection<byte[], byte[]> fresh, CommandType type, CommandArgs<byte[], byte[]> args) {
        AsyncCommand<byte[], byte[], List<Object>> command =
                new AsyncCommand<>(new Command<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
        fresh.dispatch(command);
        return command.toCompletableFuture()
                .orTimeout(connector.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks four times within the patience whether answers still come. */
    private void watch() {
        Duration pause = patience.dividedBy(4);
        timer.after(pause, () -> {
            long answers = answered.get();
            boolean waiting = sent.get() > answers;
            silence = waiting && answers == answeredBefore ? silence.plus(pause) : Duration.ZERO;
            answeredBefore = answers;
            StatefulRedisConnection<byte[], byte[]> current = connection;
            if (silence.compareTo(patience) >= 0 && current != null) {
                silence = Duration.ZERO;
                lose(current, "no answer within " + patience);
            }
            if (!closed) {
                watch();
            }
        });
    }

    /** A command and how to read its answer. */
    static final class Request<T> extends Command<byte[], byte[], T> {
        Request(ProtocolKeyword type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
            super(type, output, args);
        }
    }
}
