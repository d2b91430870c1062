package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.broker.Broker;
import io.headrace.broker.ConnectOptions;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.testkit.RedisExtension;
import io.headrace.testkit.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out about a server with this setting, and what the log says of it. */
class ServerCheckTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(options -> options.config("appendonly", "yes"));

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @BeforeEach
    void makeSafe() {
        set("maxmemory-policy", "noeviction");
        set("appendonly", "yes");
        set("appendfsync", "everysec");
        set("save", "");
    }

    @Test
    void safeServer_hasNoFindings() {
        assertThat(findings(REDIS.uri())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "allkeys-lru, whole streams",
        "allkeys-random, whole streams",
        "volatile-ttl, ids that sendOnce remembers"
    })
    void evictionPolicy_isFound_withWhatItMayRemove(String policy, String victims) {
        set("maxmemory-policy", policy);

        List<String> findings = findings(REDIS.uri());

        assertThat(findings)
                .singleElement()
                .asString()
                .startsWith("HR-1301 " + address() + " may evict what is needed: maxmemory-policy is " + policy + ", ")
                .contains(victims)
                .endsWith(". CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void noAppendOnlyFile_isFound_withWhatARestartLoses() {
        set("appendonly", "no");
        List<String> bare = findings(REDIS.uri());
        set("save", "3600 1");
        List<String> withSnapshots = findings(REDIS.uri());

        assertThat(bare)
                .containsExactly("HR-1302 " + address() + " does not keep all that it confirms: appendonly is no, so a"
                        + " restart loses every message: there are no snapshots either. CONFIG SET appendonly yes");
        assertThat(withSnapshots)
                .singleElement()
                .asString()
                .contains("after the last snapshot, and save is \"3600 1\". CONFIG SET");
    }

    @Test
    void fileThatIsNeverSynced_isFound() {
        set("appendfsync", "no");

        List<String> findings = findings(REDIS.uri());

        assertThat(findings)
                .singleElement()
                .asString()
                .startsWith("HR-1302 ")
                .contains("appendfsync is no, so a crash")
                .endsWith(". CONFIG SET appendfsync everysec");
    }

    @Test
    void replicaWithoutAMinimum_isFound_untilThereIsOne() {
        try (RedisServer replica = RedisServer.start(options ->
                options.config("replicaof", "127.0.0.1", "" + REDIS.server().port()))) {
            await().until(() ->
                    replica.command("INFO", "replication").toString().contains("master_link_status:up"));

            List<String> unguarded = findings(REDIS.uri());
            set("min-replicas-to-write", "1");
            List<String> guarded = findings(REDIS.uri());

            assertThat(unguarded)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "HR-1303 A failover of " + address() + " may lose confirmed messages: it has 1 replica,")
                    .endsWith(". CONFIG SET min-replicas-to-write 1");
            assertThat(guarded).isEmpty();
        } finally {
            set("min-replicas-to-write", "0");
        }
    }

    @ParameterizedTest
    @CsvSource({"3600, (3599|3600)\\.\\d s ahead", "-3600, (3600|3601)\\.\\d s behind", "2, s ahead", "0, "})
    void clockOfTheServer_isComparedWithOurs(int seconds, String difference) throws IOException {
        try (FakeServer warped = WarpedClock.of(REDIS.server().port(), seconds)) {
            List<String> findings = findings("redis://" + warped.address());

            if (difference == null) {
                assertThat(findings).isEmpty();
            } else {
                assertThat(findings)
                        .singleElement()
                        .asString()
                        .startsWith("HR-1304 The clock of " + warped.address() + " is not this machine's: it is ")
                        .containsPattern(difference)
                        .endsWith(". Let NTP set both");
            }
        }
    }

    @Test
    void userWhoMayNotAsk_getsAFindingForEachQuestion() {
        REDIS.server().command("ACL", "SETUSER", "clerk", "reset", "on", ">secret", "~*", "+@all");
        REDIS.server().command("ACL", "SETUSER", "clerk", "-config", "-info", "-time");
        String uri = REDIS.uri().replace("://", "://clerk:secret@");

        List<String> findings = findings(uri);

        assertThat(findings)
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding)
                        .startsWith("HR-1305 ")
                        .contains(address() + " could not be checked: no permission for ")
                        .contains("ACL SETUSER <user> +")
                        .doesNotContain("secret"));
        assertThat(findings)
                .extracting(finding -> finding.replaceAll(".*ACL SETUSER <user> (\\S+), .*", "$1"))
                .containsExactly("+config|get", "+info", "+time");
    }

    @Test
    void permissionForOneQuestion_isEnoughForItsFindings() {
        set("maxmemory-policy", "allkeys-lfu");
        REDIS.server().command("ACL", "SETUSER", "clerk", "reset", "on", ">secret", "~*", "+@all", "-info", "-time");
        String uri = REDIS.uri().replace("://", "://clerk:secret@");

        List<String> findings = findings(uri);

        assertThat(findings)
                .extracting(finding -> finding.substring(0, 7))
                .containsExactly("HR-1301", "HR-1305", "HR-1305");
    }

    @Test
    void serverWithoutTheCommand_isAFindingWithItsWords() {
        try (RedisServer managed = RedisServer.start(
                options -> options.config("appendonly", "yes").config("rename-command", "CONFIG", ""))) {
            List<String> findings = findings(managed.uri());

            assertThat(findings)
                    .singleElement()
                    .asString()
                    .startsWith("HR-1305 Eviction and persistence of")
                    .contains("unknown command")
                    .endsWith(". Please see to it yourself, as docs/guides/operate.md says");
        }
    }

    @Test
    void firstWorkerOfAConnection_logsEachFindingOnce() {
        set("maxmemory-policy", "allkeys-lru");
        set("appendonly", "no");
        try (LogCapture log = new LogCapture("io.headrace.check");
                Headrace headrace = Headrace.connect(REDIS.uri())) {
            headrace.sender(ORDERS).send("A-1").join();
            List<String> beforeAnyWorker = log.messages();

            Worker first = start(headrace, "billing");
            await().until(() -> log.messages().size() == 2);
            Worker second = start(headrace, "shipping");
            await().during(Duration.ofMillis(300)).until(() -> log.messages().size() == 2);
            first.close();
            second.close();

            assertThat(beforeAnyWorker).isEmpty();
            assertThat(log.messages()).extracting(line -> line.substring(0, 7)).containsExactly("HR-1301", "HR-1302");
        }
    }

    private static Worker start(Headrace headrace, String group) {
        return headrace.worker(group).on(ORDERS, (order, context) -> {}).start();
    }

    private static List<String> findings(String uri) {
        try (Broker broker = RedisUnderTest.provider().connect(uri, ConnectOptions.DEFAULTS)) {
            return broker.check().join().stream().map(Object::toString).toList();
        }
    }

    private static void set(String directive, String value) {
        REDIS.server().command("CONFIG", "SET", directive, value);
    }

    private static String address() {
        return "127.0.0.1:" + REDIS.server().port();
    }
}
