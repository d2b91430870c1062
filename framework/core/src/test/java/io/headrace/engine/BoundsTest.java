package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import io.headrace.observe.Flow;
import io.headrace.retry.Retry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P12")
class BoundsTest {
    @Test
    void messagesThatNobodyHandles_fillTheWindowAndNoMore() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {});
        rig.append(0, 1000);

        for (int i = 0; i < 50; i++) {
            rig.step();
            rig.time.advance(Duration.ofMillis(300));
        }

        assertThat(rig.subscription.counts().inFlight()).isEqualTo(8);
        assertThat(rig.pending()).isEqualTo(8);
    }

    /** Time stands still, so that the window stays what it is at first. */
    @Property(tries = 200)
    @net.jqwik.api.Tag("P12")
    void inFlight_neverExceedsTheWindow(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int concurrency) {
        SplittableRandom random = new SplittableRandom(seed);
        Rig rig = new Rig(options -> options.concurrency(concurrency), (value, context) -> {
            if (context.attempt() < 4 && random.nextInt(4) == 0) {
                throw Retry.after(Duration.ZERO);
            }
        });
        int appended = 0;

        for (int i = 0; i < 300; i++) {
            for (int more = random.nextInt(4); more > 0; more--) {
                rig.append("m" + appended++);
            }
            rig.subscription.step();
            assertThat(rig.subscription.counts().inFlight()).isLessThanOrEqualTo(Math.max(4, concurrency));
            if (random.nextInt(10) == 0) {
                rig.tap.reconnect();
            }
            if (random.nextBoolean() && !rig.threads.isEmpty()) {
                rig.runThread();
            }
        }
        rig.settle();
        assertThat(rig.count(Flow.DONE)).isEqualTo(appended);
    }

    @Test
    void claimsBesideAWaitingRead_leaveRoomForWhatItBrings() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofSeconds(1));
            }
        });
        rig.append(0, 20);
        rig.settle();
        assertThat(rig.state().due()).isEqualTo(20);

        rig.time.advance(Duration.ofSeconds(1));
        rig.step();
        assertThat(rig.subscription.counts().inFlight()).isBetween(1L, 6L);
        rig.append(20, 30);
        rig.step();

        assertThat(rig.subscription.counts().inFlight()).isBetween(1L, 8L);
    }

    @Test
    void fastHandlers_holdManyButNeverMoreThanTheLargestWindow() {
        Rig rig = new Rig(options -> options.concurrency(4), (value, context) -> {});
        rig.append(0, 30_000);
        long most = 0;

        while (rig.count(Flow.DONE) < 30_000) {
            rig.subscription.step();
            most = Math.max(most, rig.subscription.counts().inFlight());
            if (!rig.threads.isEmpty()) {
                rig.runThread();
            }
            rig.time.advance(Duration.ofMillis(1));
        }

        assertThat(most).isBetween(1000L, (long) HandlerOptions.MAX_IN_FLIGHT);
    }

    @Test
    void bytesInHand_pauseReadingUntilTheyAreLess() {
        Rig rig = new Rig(options -> options.concurrency(64).maxBytes(4_500), (value, context) -> {});
        IntStream.range(0, 5).forEach(i -> rig.append("x".repeat(1000)));
        rig.step();
        IntStream.range(0, 50).forEach(i -> rig.append("x".repeat(1000)));

        for (int i = 0; i < 50; i++) {
            rig.time.advance(Duration.ofMillis(500));
            rig.step();
        }
        assertThat(rig.count(Flow.FETCHED)).isEqualTo(5);

        while (!rig.threads.isEmpty()) {
            rig.runThread();
        }
        rig.step();
        assertThat(rig.count(Flow.FETCHED)).isGreaterThan(5);
        rig.settle();
        assertThat(rig.handled).hasSize(55);
    }

    @Test
    void bytesInHand_pauseClaimingToo() {
        Rig rig = new Rig(options -> options.concurrency(64).maxBytes(10_000), (value, context) -> {
            if (context.attempt() == 1) {
                throw Retry.after(Duration.ofSeconds(5));
            }
        });
        IntStream.range(0, 200).forEach(i -> rig.append("x".repeat(1000)));
        rig.settle();
        assertThat(rig.state().due()).isEqualTo(200);

        for (int i = 0; i < 100; i++) {
            rig.time.advance(Duration.ofMillis(500));
            rig.step();
        }

        assertThat(rig.subscription.counts().inFlight()).isBetween(10L, 40L);
        rig.settle();
        assertThat(rig.count(Flow.DONE)).isEqualTo(200);
    }
}
