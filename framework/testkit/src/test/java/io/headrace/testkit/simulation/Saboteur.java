package io.headrace.testkit.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.Broker;
import io.headrace.broker.Commit;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Park;
import io.headrace.broker.Reader;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.memory.InMemoryBroker;
import io.headrace.memory.Keyspace;
import io.headrace.memory.MemoryGroup;
import io.headrace.message.MessageId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A broker that does almost what it should: a bug that a simulation must find. */
abstract class Saboteur {
    /**
     * A bug, which breaks this promise within so many seeds.
     *
     * @param saboteur makes one for each run
     */
    record PlantedBug(String name, String promise, int seeds, Supplier<Saboteur> saboteur) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them. */
    static List<PlantedBug> bugs() {
        return List.of(
                new PlantedBug("early ack", "P2", 5, EarlyAck::new),
                new PlantedBug("dropped ack", "P5", 5, DroppedAck::new),
                new PlantedBug("gate skipped", "P3", 20, GateSkipped::new),
                new PlantedBug("idle claim", "P5", 150, IdleClaim::new),
                new PlantedBug("stealing heartbeat", "P5", 40, StealingHeartbeat::new),
                new PlantedBug("charged release", "P4", 40, ChargedRelease::new),
                new PlantedBug("running lease clock", "P5", 40, RunningLeaseClock::new),
                new PlantedBug("no marker", "P7", 10, NoMarker::new),
                new PlantedBug("eager retry", "P6", 5, EagerRetry::new),
                new PlantedBug("selfish trim", "P10", 5, SelfishTrim::new));
    }

    /** Carries the call out, with a difference. */
    abstract Object call(Call call) throws Exception;

    /** Puts itself between this server and its clients. */
    Broker spoil(Broker server) {
        return proxy(Broker.class, server, this::call);
    }

    /** A call as the client makes it. */
    static final class Call {
        final InMemoryBroker server;
        final String name;
        final Object[] arguments;
        private final Object target;
        private final Method method;

        Call(Object target, Method method, Object[] arguments) {
            this.server = target instanceof InMemoryBroker broker ? broker : null;
            this.target = target;
            this.method = method;
            this.name = method.getName();
            this.arguments = arguments;
        }

        GroupRef group() {
            return (GroupRef) arguments[0];
        }

        Object make() throws Exception {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException thrown) {
                throw (Exception) thrown.getCause();
            }
        }
    }

    private interface Interceptor {
        Object call(Call call) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interceptor.call(new Call(target, method, arguments))));
    }

    private static Ticked with(Ticked ticked, boolean alive, List<String> dead) {
        return new Ticked(
                alive,
                dead,
                ticked.released(),
                ticked.parked(),
                ticked.nextDueMillis(),
                ticked.nowMillis(),
                ticked.checkpoint(),
                ticked.sweepDue(),
                ticked.pause());
    }

    private static boolean failed(Object reply) {
        return ((CompletableFuture<?>) reply).isCompletedExceptionally();
    }

    private static List<MessageId> ids(Fetched fetched) {
        EntryBatch batch = fetched.stream();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ids.add(batch.id(i));
        }
        return ids;
    }

    /** Messages are acked when they are read. */
    private static final class EarlyAck extends Saboteur {
        @Override
        Object call(Call call) throws Exception {
            Object result = call.make();
            if (!call.name.equals("reader")) {
                return result;
            }
            Reader reader = (Reader) result;
            GroupRef group = call.group();
            return proxy(Reader.class, reader, read -> {
                Object reply = read.make();
                if (read.name.equals("fetch")) {
                    ((CompletableFuture<?>) reply)
                            .thenAccept(fetched -> call.server.ack(group, ids((Fetched) fetched)));
                }
                return reply;
            });
        }
    }

    /** One ack in ten is answered, but not carried out. */
    private static final class DroppedAck extends Saboteur {
        private int acks;

        @Override
        Object call(Call call) throws Exception {
            return call.name.equals("ack") && ++acks % 10 == 0
                    ? CompletableFuture.completedFuture(((List<?>) call.arguments[1]).size())
                    : call.make();
        }
    }

    /** The effects of a message take place though somebody else has settled it. */
    private static final class GateSkipped extends Saboteur {
        @Override
        @SuppressWarnings("unchecked")
        Object call(Call call) throws Exception {
            Object reply = call.make();
            if (call.name.equals("commit")) {
                List<Commit> messages = (List<Commit>) call.arguments[2];
                List<Outcome> outcomes = ((CompletableFuture<List<Outcome>>) reply).join();
                for (int i = 0; i < outcomes.size(); i++) {
                    if (outcomes.get(i).kind() == Outcome.Kind.SUPERSEDED) {
                        messages.get(i)
                                .effects()
                                .forEach(effect -> call.server.keyspace(
                                        keys -> keys.append(effect.keys().get(0), effect.arguments())));
                    }
                }
            }
            return reply;
        }
    }

    /** A worker that has held a message for longer than a lease is taken for dead. */
    private static final class IdleClaim extends Saboteur {
        private final Map<MessageId, Long> since = new TreeMap<>();

        @Override
        Object call(Call call) throws Exception {
            Object reply = call.make();
            if (!call.name.equals("tick") || failed(reply)) {
                return reply;
            }
            Ticked ticked = (Ticked) ((CompletableFuture<?>) reply).join();
            List<String> dead = new ArrayList<>(ticked.dead());
            GroupKeys names = GroupKeys.of(call.group());
            call.server.keyspace(keys -> {
                MemoryGroup group =
                        keys.stream(names.stream()).group(call.group().group());
                since.keySet().retainAll(group.pending().keySet());
                group.pending().forEach((id, pending) -> {
                    boolean old = since.computeIfAbsent(id, fresh -> keys.nowMillis()) + 2_000 < keys.nowMillis();
                    if (old && pending.holder().startsWith("hr-")) {
                        keys.sortedSet(names.alive()).put(pending.holder(), 0.0);
                        dead.add(pending.holder());
                    }
                });
                return true;
            });
            return CompletableFuture.completedFuture(with(ticked, ticked.alive(), dead));
        }
    }

    /** A worker whose lease has run out renews it all the same. */
    private static final class StealingHeartbeat extends Saboteur {
        @Override
        Object call(Call call) throws Exception {
            Object reply = call.make();
            if (!call.name.equals("tick") || failed(reply)) {
                return reply;
            }
            Ticked ticked = (Ticked) ((CompletableFuture<?>) reply).join();
            Tick tick = (Tick) call.arguments[1];
            return CompletableFuture.completedFuture(call.server.keyspace(keys -> {
                double end = ticked.nowMillis() + tick.lease().toMillis();
                keys.sortedSet(GroupKeys.of(call.group()).alive()).put(tick.consumer(), end);
                return with(ticked, true, ticked.dead());
            }));
        }
    }

    /** Handing a message back costs an attempt. */
    private static final class ChargedRelease extends Saboteur {
        @Override
        @SuppressWarnings("unchecked")
        Object call(Call call) throws Exception {
            if (!call.name.equals("release")) {
                return call.make();
            }
            List<Park> parks = ((List<Hold>) call.arguments[2])
                    .stream()
                            .map(hold -> new Park(hold, Duration.ZERO, "released"))
                            .toList();
            return call.server
                    .park(call.group(), (String) call.arguments[1], parks)
                    .thenApply(parked -> parked.outcomes());
        }
    }

    /** Leases run out while nobody can tick. */
    private static final class RunningLeaseClock extends Saboteur {
        @Override
        Object call(Call call) throws Exception {
            if (call.name.equals("tick") || call.name.equals("reclaim")) {
                call.server.keyspace(keys -> {
                    keys.hash(GroupKeys.of(call.group()).control())
                            .put("tick", Long.toString(keys.nowMillis()).getBytes(US_ASCII));
                    return true;
                });
            }
            return call.make();
        }
    }

    /** A suspect is handled without its marker. */
    private static final class NoMarker extends Saboteur {
        @Override
        Object call(Call call) throws Exception {
            return call.name.equals("mark") ? CompletableFuture.completedFuture(Outcome.DONE) : call.make();
        }
    }

    /** Retries are due at once. */
    private static final class EagerRetry extends Saboteur {
        @Override
        @SuppressWarnings("unchecked")
        Object call(Call call) throws Exception {
            if (!call.name.equals("park")) {
                return call.make();
            }
            List<Park> parks = ((List<Park>) call.arguments[2])
                    .stream()
                            .map(park -> new Park(park.hold(), Duration.ZERO, park.error()))
                            .toList();
            return call.server.park(call.group(), (String) call.arguments[1], parks);
        }
    }

    /** The stream is trimmed to what one group has settled. */
    private static final class SelfishTrim extends Saboteur {
        @Override
        Object call(Call call) throws Exception {
            if (call.name.equals("trim") && call.arguments[0].equals(Simulation.IN)) {
                call.server.keyspace(keys -> trim(keys));
            }
            return call.make();
        }

        private boolean trim(Keyspace keys) {
            var stream = keys.stream(Simulation.IN);
            MemoryGroup copy = stream == null ? null : stream.group(Simulation.COPY.group());
            if (copy != null) {
                MessageId needed = copy.pending().isEmpty()
                        ? copy.lastDelivered()
                        : copy.pending().firstKey();
                for (long millis = needed.millis() - 5_000; millis < needed.millis(); millis++) {
                    stream.delete(new MessageId(millis, 0));
                }
            }
            return true;
        }
    }
}
