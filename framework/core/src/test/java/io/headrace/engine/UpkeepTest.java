package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Fetch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import io.headrace.handler.Handler;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.message.Start;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Handler<String> NOTHING = (value, context) -> {};

    @Test
    @Tag("P6")
    void lostIndexOfRetries_isMadeAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofMinutes(1));
            }
        });
        rig.append("a");
        rig.settle();

        rig.server.keyspace(keys -> keys.delete(Rig.KEYS.due()));
        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.handled).containsExactly("a");
        rig.advance(SECOND.multipliedBy(2));

        assertThat(rig.handled).containsExactly("a", "a");
    }

    @Test
    @Tag("P10")
    @Tag("P14")
    void entryTrimmedUnderAStrangersName_isCountedAndTold() {
        Rig rig = new Rig(options -> options, NOTHING);
        MessageId id = rig.append("a");
        try (Reader stranger = rig.server.reader(Rig.GROUP, "stranger", () -> {})) {
            stranger.fetch(new Fetch(true, true, 1, Duration.ZERO)).join();
        }
        rig.server.keyspace(keys -> keys.stream(Rig.GROUP.stream()).delete(id));

        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.state().lost()).isOne();
        assertThat(rig.pending()).isZero();
        assertThat(rig.events).anyMatch(WorkerEvent.FoundLost.class::isInstance);
        assertThat(rig.count(Flow.LOST)).isZero(); // it was never in this worker's hands
    }

    @Test
    @Tag("P10")
    void keep_removesNothing() {
        Rig rig = new Rig(options -> options, NOTHING);
        rig.append(0, 10);

        rig.advance(Duration.ofMinutes(1));

        assertThat(rig.length()).isEqualTo(10);
        assertThat(rig.tap.calls).doesNotContain("trim");
    }

    @Test
    @Tag("P10")
    void acked_removesWhatEveryGroupHasSettled() {
        Rig rig = new Rig(Retention.acked(), options -> options, NOTHING);
        rig.append(0, 10);

        rig.advance(SECOND.multipliedBy(2));

        assertThat(rig.handled).hasSize(10);
        assertThat(rig.length()).isOne(); // the last one delivered stays
    }

    @Test
    @Tag("P10")
    void groupThatLagsBehind_keepsWhatItNeeds_andHealthSaysSoInTime() {
        Rig rig = new Rig(Retention.acked(), options -> options, NOTHING);
        rig.server
                .openGroup(new GroupRef(Rig.GROUP.stream(), "audit"), Start.earliest())
                .join();
        rig.append(0, 10);

        rig.advance(Duration.ofMinutes(9));
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.length()).isEqualTo(10);
        assertThat(rig.subscription.health().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("\"audit\""));
    }

    @Test
    @Tag("P10")
    void atLeast_keepsWhatIsYoung() {
        Rig rig = new Rig(Retention.atLeast(Duration.ofMinutes(1)), options -> options, NOTHING);
        rig.append(0, 10);

        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.length()).isEqualTo(10);
        rig.advance(SECOND.multipliedBy(3));

        assertThat(rig.length()).isOne();
    }

    @Test
    @Tag("P10")
    void parkedMessage_isNotTrimmed() {
        Rig rig = new Rig(Retention.acked(), options -> options, (value, context) -> {
            if (value.equals("m3") && context.attempt() == 1) {
                throw Retry.after(Duration.ofMinutes(1));
            }
        });
        rig.append(0, 10);

        rig.advance(SECOND.multipliedBy(30));
        assertThat(rig.length()).isEqualTo(8); // from the one before it on
        rig.advance(Duration.ofMinutes(1));

        assertThat(rig.handled).hasSize(11);
        assertThat(rig.length()).isOne();
    }

    @Test
    @Tag("P10")
    void queue_removesAnEntryWithItsAck_alsoWhenItDies() {
        Rig rig = new Rig(Retention.queue(), options -> options, (value, context) -> {
            if (value.equals("m3")) {
                throw Reject.because("no");
            }
        });
        rig.append(0, 10);

        rig.settle();

        assertThat(rig.length()).isZero();
        assertThat(rig.deadLetters().list(9)).hasSize(1);
    }

    @Test
    @Tag("P10")
    void queueWithASecondGroup_keepsWhatThatNeeds_andHealthSaysSo() {
        Rig rig = new Rig(Retention.queue(), options -> options, NOTHING);
        rig.server
                .openGroup(new GroupRef(Rig.GROUP.stream(), "audit"), Start.earliest())
                .join();
        rig.append(0, 10);

        rig.advance(SECOND.multipliedBy(2));

        assertThat(rig.handled).hasSize(10);
        assertThat(rig.length()).isEqualTo(10);
        assertThat(rig.subscription.health().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("no queue"));
    }

    @Test
    @Tag("P10")
    void lossyMaxLen_removesTheOldest() {
        Rig rig = new Rig(Retention.lossyMaxLen(5), options -> options, NOTHING);
        rig.append(0, 10);

        rig.advance(SECOND);

        assertThat(rig.length()).isEqualTo(5);
    }

    @Test
    void trimThatFails_isTriedAgainAndDisturbsNobody() {
        Rig rig = new Rig(Retention.acked(), options -> options, NOTHING);
        rig.tap.refuse("trim", ErrorCode.NOT_READY).loseCall("trim").refuse("sweep", ErrorCode.NOT_READY);
        rig.append(0, 10);

        rig.advance(SECOND.multipliedBy(5));

        assertThat(rig.handled).hasSize(10);
        assertThat(rig.length()).isOne();
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    @Tag("P12")
    void manyParked_pauseReadingButNotRetries() {
        Rig rig = new Rig(options -> options.maxParked(5), (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofSeconds(30));
            }
        });
        rig.append(0, 6);
        rig.advance(SECOND.multipliedBy(2));

        rig.append("fresh");
        rig.advance(SECOND.multipliedBy(3));
        rig.append("fresher");
        rig.advance(SECOND.multipliedBy(3));
        assertThat(rig.handled).doesNotContain("fresher");
        assertThat(rig.subscription.health().reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("maxParked"));
        rig.advance(Duration.ofMinutes(2));

        assertThat(rig.handled).contains("fresher");
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }
}
