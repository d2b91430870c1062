package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Claims;
import io.headrace.broker.Fetch;
import io.headrace.broker.Reader;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Tick;
import io.headrace.deadletter.DeadLetter;
import io.headrace.error.ErrorCode;
import io.headrace.handler.Order;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerState;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P7")
class CrashTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void afterOneCrash_orphansAreHandledLikeOthers() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append(0, 10);
        die(rig, 1);

        rig.settle();

        assertThat(rig.handled).hasSize(10);
        assertThat(rig.tap.calls).doesNotContain("mark");
        assertThat(rig.state().attempts()).isZero();
    }

    @Test
    void afterTwoCrashes_orphansAreHandledOneAtATime_eachBehindItsMark() {
        List<List<String>> marks = new ArrayList<>();
        Rig[] rig = new Rig[1];
        rig[0] = new Rig(options -> options.concurrency(8), (value, context) -> marks.add(marked(rig[0])));
        rig[0].append(0, 5);
        die(rig[0], 2);

        rig[0].step();
        assertThat(rig[0].threads).hasSize(1);
        rig[0].settle();

        assertThat(rig[0].handled).containsExactly("m0", "m1", "m2", "m3", "m4");
        assertThat(marks).allSatisfy(each -> assertThat(each).hasSize(1)).doesNotHaveDuplicates();
        assertThat(marked(rig[0])).isEmpty();
        assertThat(rig[0].pending()).isZero();
    }

    @Test
    void suspects_delayNobody() {
        Rig rig = new Rig(options -> options.concurrency(8), (value, context) -> {});
        rig.append(0, 3);
        die(rig, 2);
        rig.append("fresh");
        rig.tap.hold("mark"); // never answered

        rig.settle();

        assertThat(rig.handled).containsExactly("fresh");
    }

    @Test
    void markThatCannotBeSet_isTriedAgain() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        die(rig, 2);
        rig.tap.refuse("mark", ErrorCode.NOT_READY).loseReply("mark");

        rig.advance(SECOND);

        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.pending()).isZero();
    }

    @Test
    void convictedTwice_isADeadLetterThatWasNotHandled() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("killer");
        die(rig, 2);
        convict(rig, 2);

        rig.settle();

        DeadLetter<String> dead = rig.deadLetters().list(1).get(0);
        assertThat(rig.handled).isEmpty();
        assertThat(dead.reason()).isEqualTo("CRASH");
        assertThat(dead.error()).contains("4 workers died");
        assertThat(rig.count(Flow.DEAD)).isEqualTo(1);
    }

    @Test
    void suspectThatFails_keepsItsRecordAndStaysASuspect() {
        Rig rig = new Rig(options -> options, (value, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
        });
        rig.append("a");
        die(rig, 2);

        rig.advance(SECOND);

        assertThat(rig.handled).containsExactly("a", "a");
        assertThat(rig.tap.calls.stream().filter("mark"::equals)).hasSize(2);
        assertThat(rig.state().attempts()).isZero();
    }

    @Test
    void suspectWithOrder_holdsUpItsKeyOnly() {
        Rig rig = new Rig(options -> options.order(Order.KEY), (value, context) -> {});
        rig.append("k", "suspect");
        die(rig, 2);
        rig.append("k", "next");
        rig.append("other", "free");

        rig.settle();

        assertThat(rig.handled).containsExactlyInAnyOrder("suspect", "next", "free");
        assertThat(rig.handled.indexOf("suspect")).isLessThan(rig.handled.indexOf("next"));
    }

    @Test
    void drain_handsSuspectsBack() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append(0, 3);
        die(rig, 2);
        rig.step();

        rig.subscription.drain(SECOND);
        rig.settle();
        rig.advance(SECOND);

        assertThat(rig.count(Flow.RELEASED)).isEqualTo(3);
        assertThat(marked(rig)).isEmpty();
    }

    @Test
    void drainWhileAMarkIsUnderWayThatFails_handsTheSuspectBack() {
        Rig rig = new Rig(options -> options, (value, context) -> {});
        rig.append("a");
        die(rig, 2);
        CompletableFuture<Void> reply = rig.tap.hold("mark");
        rig.settle();

        rig.subscription.drain(SECOND);
        rig.step();
        reply.completeExceptionally(BrokerException.unanswered("cut", null));
        rig.settle();

        assertThat(rig.subscription.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(rig.count(Flow.RELEASED)).isEqualTo(1);
        assertThat(marked(rig)).isEmpty();
    }

    @Test
    void suspectWhoseHandlingPauses_isHandedBackUnmarked() {
        Rig rig = new Rig(
                options -> options.onError(ErrorPolicy.standard().pauseOn(IllegalStateException.class)),
                (value, context) -> {
                    throw new IllegalStateException("the database is down");
                });
        rig.append("a");
        die(rig, 2);

        rig.settle();

        assertThat(rig.handled).containsExactly("a");
        assertThat(rig.count(Flow.RELEASED)).isEqualTo(1);
        assertThat(marked(rig)).isEmpty();
    }

    /** Workers take everything and die, one after the other; the last one's lease runs out. */
    private static void die(Rig rig, int workers) {
        for (int i = 0; i < workers; i++) {
            tick(rig, "hr-bob-" + i);
            if (i == 0) {
                try (Reader reader = rig.server.reader(Rig.GROUP, "hr-bob-0", () -> {})) {
                    reader.fetch(new Fetch(true, true, 1000, Duration.ZERO)).join();
                }
            } else {
                reclaim(rig, "hr-bob-" + i, "hr-bob-" + (i - 1));
            }
            pass(rig);
        }
    }

    /** Further workers take what there is, mark its first message, and die. */
    private static void convict(Rig rig, int workers) {
        for (int i = 2; i < 2 + workers; i++) {
            String name = "hr-bob-" + i;
            tick(rig, name);
            Claims claims = reclaim(rig, name, "hr-bob-" + (i - 1));
            rig.server.mark(Rig.GROUP, name, claims.claimed().get(0).hold()).join();
            pass(rig);
        }
    }

    private static Claims reclaim(Rig rig, String consumer, String dead) {
        return rig.server
                .reclaim(Rig.GROUP, new Reclaim(consumer, dead, SECOND, 1000))
                .join()
                .claims();
    }

    private static void tick(Rig rig, String consumer) {
        rig.server.tick(Rig.GROUP, new Tick(consumer, Rig.LEASE, SECOND, true)).join();
    }

    private static void pass(Rig rig) {
        for (int i = 0; i < 12; i++) {
            rig.time.advance(SECOND);
            tick(rig, "hr-carol");
        }
    }

    private static List<String> marked(Rig rig) {
        return rig.server.keyspace(keys -> keys.hash(Rig.KEYS.probe()).fields().values().stream()
                .map(String::new)
                .toList());
    }
}
