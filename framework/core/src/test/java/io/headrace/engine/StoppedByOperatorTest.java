package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Fetch;
import io.headrace.broker.GroupState;
import io.headrace.broker.Pause;
import io.headrace.broker.Reader;
import io.headrace.handler.HandlerOptions;
import io.headrace.observe.Flow;
import io.headrace.observe.Health;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator's pause, which the ticks tell. */
@Tag("P2")
class StoppedByOperatorTest {
    private static final Duration TWO_TICKS = Duration.ofSeconds(2);

    @Test
    void pause_isObeyedWithinTwoTicks_andItsEndToo() {
        Rig rig = rig(options -> options);
        pause(rig, 0);
        rig.advance(TWO_TICKS);
        rig.append(0, 100);

        rig.advance(Duration.ofHours(1));
        assertThat(rig.handled).isEmpty();

        resume(rig);
        rig.advance(TWO_TICKS);
        assertThat(rig.handled).hasSize(100).doesNotHaveDuplicates();
        assertThat(rig.count(Flow.DONE)).isEqualTo(100);
    }

    @Test
    void whatWaitsInHand_isKeptAndHandledOnceLater() {
        Rig rig = rig(options -> options.concurrency(1));
        rig.append(0, 50);
        rig.step(); // taken up, and nobody has begun it
        pause(rig, 0);

        rig.time.advance(Duration.ofMillis(1100));
        rig.step();
        rig.runThread();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.handled).isEmpty();
        assertThat(rig.pending()).isPositive();

        resume(rig);
        rig.advance(TWO_TICKS);
        assertThat(rig.handled).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void pauseThatEndsByItself_ends() {
        Rig rig = rig(options -> options);
        pause(rig, rig.time.millis() + Duration.ofMinutes(5).toMillis());
        rig.advance(TWO_TICKS);
        rig.append(0, 1);

        rig.advance(Duration.ofMinutes(4));
        assertThat(rig.handled).isEmpty();

        rig.advance(Duration.ofMinutes(1).plus(TWO_TICKS));
        assertThat(rig.handled).hasSize(1);
    }

    @Test
    void health_saysWhoAndWhy() {
        Rig rig = rig(options -> options);
        pause(rig, 0);
        rig.advance(TWO_TICKS);

        Health health = rig.subscription.health();

        assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(health.reasons()).containsExactly("Handling is paused by anne: database moves");
        resume(rig);
        rig.advance(TWO_TICKS);
        assertThat(rig.subscription.health()).isEqualTo(Health.UP);
    }

    @Test
    void retriesThatAreDue_wait() {
        Rig rig = new Rig(
                options -> options.onError(ErrorPolicy.standard().backoff(Backoff.fixed(Duration.ofSeconds(3)))),
                (value, context) -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                });
        rig.append(0, 1);
        rig.settle();
        pause(rig, 0);
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.count(Flow.DONE)).isZero();

        resume(rig);
        rig.advance(TWO_TICKS);
        assertThat(rig.count(Flow.DONE)).isOne();
    }

    @Test
    void drainWhilePaused_handsBackAndStops() {
        Rig rig = rig(options -> options.concurrency(1));
        rig.append(0, 50);
        rig.step();
        pause(rig, 0);
        rig.advance(TWO_TICKS);

        rig.subscription.drain(Duration.ofSeconds(5));
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.count(Flow.RELEASED) + rig.handled.size()).isEqualTo(50);
    }

    @Test
    void drainWhilePaused_handsBackWhatALostReplyLeft() {
        Rig rig = rig(options -> options);
        rig.settle();
        pause(rig, 0);
        rig.advance(TWO_TICKS);
        rig.append("a");
        try (Reader reader = rig.server.reader(Rig.GROUP, rig.subscription.name(), () -> {})) {
            reader.fetch(new Fetch(true, true, 1, Duration.ZERO)).join();
        }

        rig.subscription.drain(Duration.ofSeconds(30));
        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.state().pending()).containsOnlyKeys(GroupState.FREE);
    }

    private static Rig rig(UnaryOperator<HandlerOptions> options) {
        return new Rig(options, (value, context) -> {});
    }

    private static void pause(Rig rig, long untilMillis) {
        byte[] text = new Pause(untilMillis, "anne", "database moves").text().getBytes(UTF_8);
        rig.server.keyspace(keys -> {
            keys.hash(Rig.KEYS.control()).put("paused", text);
            return true;
        });
    }

    private static void resume(Rig rig) {
        rig.server.keyspace(keys -> keys.hash(Rig.KEYS.control()).remove("paused"));
    }
}
