package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RunnersTest {
    private static final long LOOK = Duration.ofMillis(10).toNanos();

    private final ManualTime time = new ManualTime(0);
    private final Inbox inbox = new Inbox();
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<Delivery> invoked = new ArrayList<>();
    private final List<Delivery> finished = new ArrayList<>();
    private final List<Delivery> unstarted = new ArrayList<>();
    private Runnable during = () -> {};

    @Test
    void deliveries_areRunAndHandedBackInOrder() {
        Runners runners = runners(1);
        add(runners, 0, 10);

        runners.step(0);
        runThreads();
        assertThat(finished).isEmpty();
        inbox.drain();

        assertThat(Deliveries.numbers(invoked)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(finished).isEqualTo(invoked);
    }

    @Test
    @Tag("P12")
    void threads_areNeverMoreThanTheConcurrency() {
        Runners runners = runners(3);

        add(runners, 0, 100);
        runners.step(0);
        add(runners, 100, 200);
        runners.step(0);

        assertThat(threads).hasSize(3);
    }

    @Test
    void threads_areNoMoreThanTheSlices() {
        Runners runners = runners(16);

        add(runners, 0, 2);
        runners.step(0);

        assertThat(threads).hasSize(2);
    }

    @Test
    void endedThread_isReplacedForWhatIsLeft() {
        Runners runners = runners(1);
        add(runners, 0, 1);
        runners.step(0);
        runThreads();
        add(runners, 1, 2);
        runners.step(0);
        assertThat(threads).isEmpty(); // its end has not been heard of

        inbox.drain();
        runners.step(0);

        assertThat(threads).hasSize(1);
        runThreads();
        assertThat(invoked).hasSize(2);
    }

    @Test
    void slices_shrinkToOneMessageWhenThereAreFew() {
        assertThat(slicesOf(4, 2)).isEqualTo(4);
        assertThat(slicesOf(1, 1)).isEqualTo(1);
        assertThat(slicesOf(20, 1)).isEqualTo(2); // of ten: two for each runner
        assertThat(slicesOf(20, 2)).isEqualTo(4); // of five
    }

    @Test
    void slices_areNoLargerThanSixtyFour() {
        assertThat(slicesOf(1024, 1)).isEqualTo(16);
        assertThat(slicesOf(1025, 1)).isEqualTo(17);
    }

    @Test
    void slices_areOfOneMessageOnceHandlersAreSlow() {
        Runners runners = runners(1);
        during = () -> time.advance(Duration.ofMillis(5));
        add(runners, 0, 1);
        runners.step(0);
        runThreads();
        inbox.drain();

        add(runners, 1, 21);
        runners.step(0);
        runThreads();

        assertThat(inbox.drain()).isEqualTo(21); // twenty slices, and the runner's end
    }

    @Test
    void work_isWhatWasWaiting() {
        Runners runners = runners(2);
        add(runners, 0, 5);

        assertThat(runners.step(0)).isEqualTo(5);
        assertThat(runners.step(0)).isZero();
    }

    @Test
    void halt_handsBackWhatNoRunnerHasBegunInOrder() {
        Runners runners = runners(1);
        add(runners, 0, 10);
        runners.step(0); // two slices of five
        add(runners, 10, 12);

        runners.halt();
        unstarted.addAll(runners.takeWaiting());
        runThreads();
        inbox.drain();

        assertThat(Deliveries.numbers(unstarted)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(invoked).isEmpty();
        assertThat(finished).isEmpty();
    }

    @Test
    void haltWhileASliceRuns_finishesOneMessageAndHandsBackTheRest() {
        Runners runners = runners(1);
        add(runners, 0, 10);
        runners.step(0);
        during = () -> {
            if (invoked.size() == 2) {
                runners.halt();
            }
        };

        runThreads();
        inbox.drain();

        assertThat(Deliveries.numbers(invoked)).containsExactly(0, 1);
        assertThat(finished).isEqualTo(invoked);
        assertThat(Deliveries.numbers(unstarted)).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void probeWhileASliceRuns_theRestOfTheSliceIsHandedBackAllTheSame() {
        Runners runners = runners(1);
        add(runners, 0, 10);
        runners.step(0);
        during = () -> {
            if (invoked.size() == 1) {
                runners.halt();
                add(runners, 20, 30);
                assertThat(runners.probe()).isNotNull();
            }
        };

        runThreads();
        inbox.drain();

        assertThat(Deliveries.numbers(invoked)).containsExactly(0, 20);
        assertThat(unstarted).hasSize(9);
    }

    @Test
    void messageThatTakesLong_othersHandleWhatIsBehindIt_andWhatWasBeforeItGoesOn() {
        Runners runners = runners(2);
        add(runners, 0, 20); // four slices of five
        runners.step(0);
        during = () -> {
            if (invoked.size() == 3) {
                during = () -> {};
                runners.step(LOOK);
                runners.step(2 * LOOK);
                assertThat(Deliveries.numbers(finished)).containsExactly(0, 1);
                threads.remove().run();
                inbox.drain();
                assertThat(finished).hasSize(19);
            }
        };

        runThreads();
        inbox.drain();

        assertThat(Deliveries.numbers(finished)).hasSize(20).endsWith(2).doesNotHaveDuplicates();
        assertThat(invoked).hasSize(20).doesNotHaveDuplicates();
        assertThat(unstarted).isEmpty();
    }

    @Test
    void sliceThatMoves_isLeftAlone() {
        Runners runners = runners(1);
        add(runners, 0, 10);
        runners.step(0);
        during = () -> runners.step(invoked.size() * LOOK);

        runThreads();
        assertThat(finished).isEmpty();
        inbox.drain();

        assertThat(finished).isEqualTo(invoked).hasSize(10);
    }

    @Test
    void haltWhileAMessageTakesLong_handsBackTheRestAtOnce() {
        Runners runners = runners(1);
        add(runners, 0, 10);
        runners.step(0);
        during = () -> {
            if (invoked.size() == 2) {
                runners.halt();
                assertThat(Deliveries.numbers(finished)).containsExactly(0);
                assertThat(unstarted).hasSize(8);
            }
        };

        runThreads();
        inbox.drain();

        assertThat(Deliveries.numbers(finished)).containsExactly(0, 1);
        assertThat(unstarted).hasSize(8);
    }

    @Test
    void interruptThatAHandlerLeftBehind_isNotTheNextOnesConcern() {
        Runners runners = runners(1);
        add(runners, 0, 2);
        runners.step(0);
        List<Boolean> interrupted = new ArrayList<>();
        during = () -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
        };

        runThreads();

        assertThat(interrupted).containsExactly(false, false);
        assertThat(Thread.interrupted()).isFalse();
    }

    private Runners runners(int concurrency) {
        return new Runners(
                threads::add,
                HandlerOptions.DEFAULTS.concurrency(concurrency),
                Invocations.each(this::invoke),
                inbox,
                time,
                finished::add,
                unstarted::add);
    }

    private void invoke(Delivery delivery) {
        invoked.add(delivery);
        during.run();
    }

    /** How many slices this many messages make: each is one arrival, and the runner's end is another. */
    private int slicesOf(int messages, int concurrency) {
        Runners runners = runners(concurrency);
        add(runners, 0, messages);
        runners.step(0);
        int ran = threads.size();
        runThreads();
        return inbox.drain() - ran;
    }

    private void runThreads() {
        for (Runnable thread = threads.poll(); thread != null; thread = threads.poll()) {
            thread.run();
        }
    }

    private static void add(Runners runners, int from, int to) {
        Deliveries.fresh(from, to).forEach(runners::add);
    }
}
