package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Hold;
import io.headrace.broker.Reader;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What leases, marks, crashes and checkpoints look like on the server, as the page on the wire format says. */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class LeaseKeysTest {
    private static final GroupRef GROUP = new GroupRef("orders", "billing");
    private static final GroupKeys KEYS = GroupKeys.of(GROUP);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String ANNE = "hr-anne";

    @Parameter
    RedisBinary binary;

    @AutoClose
    private RedisUnderTest redis;

    private RedisServer server;
    private Broker broker;

    @BeforeEach
    void openGroup() {
        server = Servers.running(binary, false);
        redis = new RedisUnderTest(server, "");
        broker = redis.broker();
        broker.openGroup(GROUP, Start.earliest()).join();
    }

    @Test
    void tick_writesTheLeasesEndTheTimeAndTheCheckpoint() {
        Ticked reply = tick(HOUR);

        String now = Long.toString(reply.nowMillis());
        assertThat(server.command("ZRANGE", KEYS.alive(), "0", "-1", "WITHSCORES"))
                .isEqualTo(List.of(ANNE, Long.toString(reply.nowMillis() + HOUR.toMillis())));
        assertThat(server.command("HGETALL", KEYS.control())).isEqualTo(List.of("tick", now, "looked", now));
        assertThat(server.command("GET", KEYS.checkpoint())).isEqualTo("0-0");
    }

    @Test
    void mark_writesTheReference_andDeathARecordOfSixElements() {
        Hold hold = deliver();
        broker.mark(GROUP, ANNE, hold).join();
        Object marked = server.command("HGETALL", KEYS.probe());
        tick(Duration.ZERO);

        broker.reclaim(GROUP, new Reclaim("hr-bob", ANNE, HOUR, 10)).join();

        assertThat(marked).isEqualTo(List.of(ANNE, hold.ref().wire()));
        String unpack = "return cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1]))";
        assertThat(server.command(
                        "EVAL", unpack, "1", KEYS.attempts(), hold.ref().wire()))
                .isEqualTo(List.of("0", "0", "0", "", "1", "1"));
    }

    @Test
    void reclaim_leavesNothingOfTheDeadName() {
        broker.mark(GROUP, ANNE, deliver()).join();
        tick(Duration.ZERO);
        List<?> before = consumers(KEYS.stream());

        broker.reclaim(GROUP, new Reclaim("hr-bob", ANNE, HOUR, 10)).join();

        assertThat(before).isEqualTo(List.of(ANNE));
        assertThat(consumers(KEYS.stream())).isEqualTo(List.of("hr-bob"));
        assertThat(consumers(KEYS.lane())).isEmpty();
        assertThat(server.command("EXISTS", KEYS.alive(), KEYS.probe())).isEqualTo(0L);
    }

    @Test
    void retire_leavesNothingOfTheName() {
        Hold hold = deliver();
        tick(HOUR);
        broker.mark(GROUP, ANNE, hold).join();
        broker.ack(GROUP, List.of(hold.ref().id())).join();

        broker.retire(GROUP, ANNE).join();

        assertThat(consumers(KEYS.stream())).isEmpty();
        assertThat(consumers(KEYS.lane())).isEmpty();
        assertThat(server.command("EXISTS", KEYS.alive(), KEYS.probe())).isEqualTo(0L);
    }

    private Ticked tick(Duration lease) {
        return broker.tick(GROUP, new Tick(ANNE, lease, HOUR, true)).join();
    }

    private Hold deliver() {
        Append append = new Append(GROUP.stream(), Envelope.of(null, 1, Map.of(), new byte[] {1}));
        broker.append(List.of(append), Durability.memory()).join();
        try (Reader reader = broker.reader(GROUP, ANNE, () -> {})) {
            MessageId id = reader.fetch(new Fetch(true, true, 1, Duration.ZERO)).join().stream()
                    .id(0);
            return new Hold(new EntryRef(Source.STREAM, id), 1);
        }
    }

    private List<?> consumers(String key) {
        return ((List<?>) server.command("XINFO", "CONSUMERS", key, GROUP.group()))
                .stream().map(row -> ((List<?>) row).get(1)).toList();
    }
}
