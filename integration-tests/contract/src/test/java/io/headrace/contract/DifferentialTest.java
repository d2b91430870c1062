package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.headrace.broker.Reader;
import io.headrace.contract.Side.Known;
import io.headrace.memory.InMemoryBroker;
import io.headrace.memory.Keyspace;
import io.headrace.memory.MemoryGroup;
import io.headrace.memory.MemorySortedSet.Scored;
import io.headrace.memory.MemoryStream;
import io.headrace.message.Source;
import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes random steps on the in-memory broker and on a real server and compares every reply, and the state at the end.
 * {@code -Ddifferential.seed=S -Ddifferential.sequences=N} runs other sequences than the usual ones.
 */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class DifferentialTest {
    private static final long FIRST_SEED = Long.getLong("differential.seed", 1);
    private static final int SEQUENCES = Integer.getInteger("differential.sequences", 200);
    private static final int STEPS = 60;

    @Parameter
    RedisBinary binary;

    @Test
    void randomSequences_haveTheSameRepliesAndEndInTheSameState() {
        RedisServer server = Servers.running(binary, false);
        try (RedisUnderTest redis = new RedisUnderTest(server, "")) {
            Map<String, Reader> readers = new HashMap<>();
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed++) {
                server.command("FLUSHALL");
                compare(seed, redisSide(redis, server, readers));
            }
        }
    }

    private static void compare(long seed, Side redis) {
        Side memory = memorySide();
        RandomSteps steps = new RandomSteps(seed, memory, () -> pending(memory));
        List<String> story = new ArrayList<>();
        String reply = "NO_GROUP";
        for (int i = 0; i < STEPS; i++) {
            nextMillisecond(memory);
            Step step = steps.next(reply);
            reply = step.on(memory);
            String other = step.on(redis);
            story.add(i + ". " + step + "\n      -> " + reply);
            if (!reply.equals(other)) {
                fail("Seed %d, step %d.%n  memory: %s%n  server: %s%nThe story so far:%n  %s"
                        .formatted(seed, i, reply, other, String.join("\n  ", story)));
            }
        }
        assertThat(memory.state())
                .as(() -> "State at the end of seed " + seed + ":\n  " + String.join("\n  ", story))
                .isEqualTo(redis.state());
        memory.server.close();
    }

    /** What is pending in memory, in the order of the ids; on the server it is the same, or a reply will tell. */
    private static List<Known> pending(Side memory) {
        return ((InMemoryBroker) memory.broker)
                .keyspace(keys -> Stream.of(Source.values())
                        .flatMap(source -> pending(memory, source, keys))
                        .toList());
    }

    private static Stream<Known> pending(Side memory, Source source, Keyspace keys) {
        boolean isStream = keys.type(Side.key(source)).equals("stream");
        MemoryStream stream = isStream ? keys.stream(Side.key(source)) : null;
        MemoryGroup group = stream == null ? null : stream.group(Side.GROUP.group());
        return group == null
                ? Stream.of()
                : group.pending().entrySet().stream()
                        .map(each -> new Known(
                                memory.ref(source, each.getKey()),
                                each.getValue().holder(),
                                each.getValue().deliveries()));
    }

    /** Moves both clocks on, so that what is parked first falls due first. */
    private static void nextMillisecond(Side memory) {
        memory.server.pass(Duration.ofMillis(1));
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    private static Side memorySide() {
        InMemoryUnderTest memory = new InMemoryUnderTest();
        Map<String, Reader> readers = new HashMap<>();
        InMemoryBroker broker = (InMemoryBroker) memory.broker();
        return new Side(
                memory,
                consumer -> readers.computeIfAbsent(consumer, name -> broker.reader(Side.GROUP, name, () -> {})),
                key -> broker.keyspace(keys -> dump(keys, key)));
    }

    private static Side redisSide(RedisUnderTest redis, RedisServer server, Map<String, Reader> readers) {
        return new Side(
                redis,
                consumer ->
                        readers.computeIfAbsent(consumer, name -> redis.broker().reader(Side.GROUP, name, () -> {})),
                key -> dump(server, key));
    }

    /** What the key holds: the names of members, each followed by a space. */
    private static String dump(Keyspace keys, String key) {
        String type = keys.type(key);
        Stream<String> members = switch (type) {
            case "hash" -> keys.hash(key).fields().keySet().stream();
            case "set" -> keys.set(key).members().stream();
            case "zset" -> keys.sortedSet(key).members().stream().map(Scored::member);
            case "string" -> Stream.of(new String(keys.string(key), UTF_8));
            default -> Stream.of();
        };
        return type + ": " + spaced(members);
    }

    private static String dump(RedisServer server, String key) {
        String type = (String) server.command("TYPE", key);
        Stream<?> members = switch (type) {
            case "hash" -> ((List<?>) server.command("HKEYS", key)).stream().sorted();
            case "set" -> ((List<?>) server.command("SMEMBERS", key)).stream().sorted();
            case "zset" -> ((List<?>) server.command("ZRANGE", key, "0", "-1")).stream();
            case "string" -> Stream.of(server.command("GET", key));
            default -> Stream.of();
        };
        return type + ": " + spaced(members);
    }

    private static String spaced(Stream<?> members) {
        return members.map(member -> member + " ").collect(Collectors.joining());
    }
}
