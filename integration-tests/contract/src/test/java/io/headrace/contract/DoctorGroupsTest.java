package io.headrace.contract;

import static io.headrace.contract.Examination.REQUEST;
import static io.headrace.contract.Examination.at;
import static io.headrace.contract.Examination.judgedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.codec.Codec;
import io.headrace.error.ErrorCode;
import io.headrace.message.EventStream;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an examination finds of a group, and that its advice mends it. */
class DoctorGroupsTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(Examination::safe);

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final Diagnosis IMPATIENT = judgedBy(thresholds -> thresholds.idle(Duration.ZERO));

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private Examination examination;

    @BeforeEach
    void openGroup() {
        examination = new Examination(REDIS.server());
        examination.openGroup();
    }

    @Test
    void groupWithoutABacklog_hasNoFindings() {
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void growingBacklog_isFoundUntilItStopsGrowing() {
        Diagnosis strict = judgedBy(thresholds -> thresholds.growth(20));
        Diagnosis busy = at(strict, "backlogs", () -> examination.addEntries(25));

        Finding finding = examination.finding(ErrorCode.BACKLOG_GROWS, busy);

        assertThat(finding.why()).startsWith("from 0 messages to 25 ");
        assertThat(finding.fix()).contains("start another worker of billing");
        assertThat(examination.findings(ErrorCode.BACKLOG_GROWS, strict)).isEmpty();
    }

    @Test
    void missingGroup_isFoundUntilItIsCreated() {
        REDIS.server().command("XGROUP", "DESTROY", "orders", "billing");

        Finding finding = examination.finding(ErrorCode.GROUP_MISSING, REQUEST);
        examination.mend(finding, "XGROUP CREATE");

        assertThat(finding.what())
                .isEqualTo("Group \"billing\" of stream \"orders\" is registered, but not on the server");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void missingGroup_isCreatedAtItsCheckpoint_unlessTheStreamIsANewOne() {
        examination.command("XADD", "orders", "5-0", "data", "x");
        examination.command("SET", "hr:{orders}:billing:checkpoint", "5-0");
        examination.command("XGROUP", "DESTROY", "orders", "billing");
        Finding known = examination.finding(ErrorCode.GROUP_MISSING, REQUEST);
        examination.command("DEL", "orders");
        Finding anew = examination.finding(ErrorCode.GROUP_MISSING, REQUEST);
        examination.mend(anew, "XGROUP CREATE");

        assertThat(known.fix()).contains("XGROUP CREATE orders billing 5-0 MKSTREAM");
        assertThat(anew.fix()).contains("XGROUP CREATE orders billing 0-0 MKSTREAM");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void missingGroup_thatIsGivenUp_isNotFoundAnyMore() {
        examination.command("DEL", "orders");

        examination.mend(examination.finding(ErrorCode.GROUP_MISSING, REQUEST), "SREM");

        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void backlogWithoutAWorker_isFoundUntilThereIsOne() {
        examination.addEntries(3);

        Finding finding = examination.finding(ErrorCode.NO_WORKER, REQUEST);
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            start(headrace);

            assertThat(finding.why()).startsWith("0 messages pending, 3 messages not delivered, and no lease runs");
            await().untilAsserted(
                            () -> assertThat(examination.findings(REQUEST)).isEmpty());
        }
    }

    @Test
    void backlogOfAGroupThatIsGivenUp_isNotFoundOnceItIsRemoved() {
        examination.addEntries(3);

        Finding finding = examination.finding(ErrorCode.NO_WORKER, REQUEST);
        examination.mend(finding, "XGROUP DESTROY");
        examination.mend(finding, "SREM");

        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void leaseThatHasRunOut_isNoWorker() {
        examination.addEntries(1);
        examination.command("ZADD", "hr:{orders}:billing:alive", "1000", "hr-gone");

        assertThat(examination.findings(REQUEST)).extracting(Finding::code).containsExactly(ErrorCode.NO_WORKER);
    }

    @Test
    void foreignConsumer_isFoundUntilItsEntriesAreHandedOver() {
        examination.addEntries(2);
        hold("legacy");
        awaitIdle();

        Finding finding = examination.finding(ErrorCode.IDLE_CONSUMER, IMPATIENT);
        examination.mend(finding, "XCLAIM");

        assertThat(finding.what())
                .startsWith("Foreign consumer \"legacy\" of group \"billing\"")
                .endsWith("is idle");
        assertThat(finding.why()).startsWith("2 entries pending");
        assertThat(examination.findings(ErrorCode.IDLE_CONSUMER, IMPATIENT)).isEmpty();
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            start(headrace);
            await().untilAsserted(
                            () -> assertThat(examination.findings(REQUEST)).isEmpty());
            assertThat(handled).containsExactly("x");
        }
    }

    @Test
    void deadWorker_isFoundUntilAnotherTakesOver() {
        examination.addEntries(1);
        hold("hr-gone-1");
        examination.command("ZADD", "hr:{orders}:billing:alive", "1000", "hr-gone-1");
        awaitIdle();

        Finding finding = examination.finding(ErrorCode.IDLE_CONSUMER, IMPATIENT);
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            start(headrace);

            assertThat(finding.what()).startsWith("Worker \"hr-gone-1\" of group \"billing\"");
            assertThat(finding.fix()).startsWith("It is dead: start a worker of billing");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(examination.findings(ErrorCode.IDLE_CONSUMER, IMPATIENT))
                            .isEmpty());
        }
    }

    @Test
    void liveWorkerThatAsksForNothing_hasHandlersThatDoNotReturn() {
        examination.addEntries(1);
        hold("hr-busy-1");
        examination.command("ZADD", "hr:{orders}:billing:alive", "99999999999999", "hr-busy-1");
        awaitIdle();

        List<Finding> patient = examination.findings(REQUEST);
        Finding finding = examination.finding(ErrorCode.IDLE_CONSUMER, IMPATIENT);

        assertThat(patient).isEmpty();
        assertThat(finding.fix()).contains("handlers do not return").contains("jstack");
    }

    @Test
    void parkedMessages_areNoIdleConsumers() {
        examination.addEntries(1);
        hold("~retry");
        examination.addEntries(1);
        hold("legacy");
        awaitIdle();

        List<Finding> findings = examination.findings(ErrorCode.IDLE_CONSUMER, IMPATIENT);

        assertThat(findings)
                .extracting(Finding::what)
                .singleElement()
                .asString()
                .contains("\"legacy\"");
    }

    @Test
    void pendingEntryWithoutABody_isFoundUntilItIsAcked() {
        examination.command("XADD", "orders", "7-1", "data", "x");
        examination.command("XADD", "orders", "7-2", "data", "x");
        hold("hr-busy-1");
        examination.command("XDEL", "orders", "7-1");

        Finding finding = examination.finding(ErrorCode.BODY_MISSING, REQUEST);
        examination.mend(finding, "XACK");

        assertThat(finding.fix()).endsWith("XACK orders billing 7-1");
        assertThat(examination.findings(ErrorCode.BODY_MISSING, REQUEST)).isEmpty();
    }

    @Test
    void lostMessages_areFoundUntilTheCounterIsReset() {
        examination.command("SET", "hr:{orders}:billing:lost", "3");

        Finding finding = examination.finding(ErrorCode.ENTRIES_LOST, REQUEST);
        examination.mend(finding, "DEL hr");

        assertThat(finding.why()).startsWith("3 entries found pending without a body");
        assertThat(examination.findings(REQUEST)).isEmpty();
    }

    @Test
    void oldDeadLetter_isFoundUntilItIsForgotten() {
        examination.command("XADD", "hr:{orders}:billing:dead", "1-1", "meta", "", "entry", "");
        examination.command("XADD", "hr:{orders}:billing:dead", "*", "meta", "", "entry", "");

        Finding finding = examination.finding(ErrorCode.DEAD_LETTERS, REQUEST);
        examination.mend(finding, "XTRIM");

        assertThat(finding.why()).startsWith("2 dead letters, the oldest of 1970-01-01T00:00:00.001Z");
        assertThat(examination.findings(REQUEST)).isEmpty();
        assertThat(examination.command("XLEN", "hr:{orders}:billing:dead")).isEqualTo(1L);
    }

    @Test
    void manyDeadLetters_areFoundUntilThereAreFew() {
        Diagnosis strict = judgedBy(thresholds -> thresholds.deadLetters(2));
        for (int i = 0; i < 3; i++) {
            examination.command("XADD", "hr:{orders}:billing:dead", "*", "meta", "", "entry", "");
        }

        Finding finding = examination.finding(ErrorCode.DEAD_LETTERS, strict);
        examination.mend(finding, "XTRIM");

        assertThat(finding.fix()).startsWith("Replay what matters");
        assertThat(examination.findings(strict)).isEmpty();
    }

    @Test
    void streamWithItsOwnTag_isFoundToo() {
        examination.command("SADD", "hr:{shop}:{shop}.orders:groups", "billing", "no group's name");
        examination.command("SADD", "hr:{}broken:groups", "billing");
        examination.command("SET", "hr:{orders}:dedup:groups", "1-1", "EX", "100");

        assertThat(examination.findings(REQUEST))
                .extracting(Finding::what)
                .containsExactly("Group \"billing\" of stream \"{shop}.orders\" is registered, but not on the server");
    }

    private void hold(String consumer) {
        examination.command("XREADGROUP", "GROUP", "billing", consumer, "STREAMS", "orders", ">");
    }

    private void awaitIdle() {
        await().until(() ->
                !examination.findings(ErrorCode.IDLE_CONSUMER, IMPATIENT).isEmpty());
    }

    private void start(Headrace headrace) {
        headrace.worker("billing")
                .on(ORDERS, (order, context) -> handled.add(order))
                .start();
    }
}
