package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.HandlerOptions;
import io.headrace.time.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P12")
class RunnersInterleavingTest {
    /** One engine and its runners, on one thread that jumps between them where a handler runs. */
    private static final class Juggler {
        static final long SOME_NANOS =
                TimeUnit.MILLISECONDS.toNanos(10); // a slice that stands still is cut after 10 to 20
        final SplittableRandom random;
        final int messages;
        final Inbox inbox = new Inbox();
        final ArrayDeque<Runnable> threads = new ArrayDeque<>();
        final List<Delivery> finished = new ArrayList<>();
        final Runners runners;
        int added;
        int invoking;
        int mostInvoking;
        int depth;
        boolean stepping;
        long nowNanos;

        Juggler(long seed, int concurrency, int messages) {
            this.random = new SplittableRandom(seed);
            this.messages = messages;
            this.runners = runners(threads::add, concurrency, this::invoke, inbox, finished);
            inbox.onArrival(this::perhapsJump); // also right between what a runner says last
        }

        void invoke(Delivery delivery) {
            mostInvoking = Math.max(mostInvoking, ++invoking);
            perhapsJump();
            invoking--;
        }

        void perhapsJump() {
            while (depth < 20 && random.nextInt(3) > 0) {
                jump();
            }
        }

        /** Something else goes on meanwhile: the engine, or another runner. */
        void jump() {
            depth++;
            if (random.nextBoolean()) {
                stepEngine();
            } else if (!threads.isEmpty()) {
                threads.remove().run();
            }
            depth--;
        }

        void stepEngine() {
            if (stepping) {
                return;
            }
            stepping = true;
            inbox.drain();
            perhapsJump(); // here, too, a runner may go on
            for (int more = random.nextInt(20); more > 0 && added < messages; more--) {
                runners.add(Deliveries.fresh(added++));
            }
            nowNanos += random.nextLong(SOME_NANOS);
            runners.step(nowNanos);
            stepping = false;
        }

        /** The engine steps while there is something to add, and whenever something has arrived. */
        void run() {
            while (added < messages || !inbox.isEmpty() || !threads.isEmpty()) {
                jump();
            }
        }
    }

    @Property
    void anyInterleaving_runsEverythingWithinTheConcurrency(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int concurrency,
            @ForAll @IntRange(max = 300) int messages) {
        Juggler juggler = new Juggler(seed, concurrency, messages);

        juggler.run();

        assertThat(juggler.finished).hasSize(messages).doesNotHaveDuplicates();
        assertThat(juggler.mostInvoking).isLessThanOrEqualTo(concurrency);
    }

    /** An engine that sleeps until something arrives: a wake-up that is lost would leave it there. */
    @Test
    void realThread_neverLeavesAMessageWaiting() throws InterruptedException {
        Inbox inbox = new Inbox();
        Semaphore arrivals = new Semaphore(0);
        inbox.onArrival(arrivals::release);
        List<Delivery> finished = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Runners runners = runners(threads, 1, delivery -> {}, inbox, finished);

        int added = 0;
        while (finished.size() < 20_000) {
            arrivals.drainPermits();
            inbox.drain();
            boolean adds = added < 20_000 && added == finished.size();
            if (adds) {
                runners.add(Deliveries.fresh(added++));
            }
            if (runners.step(0) == 0 && !adds && finished.size() < 20_000) {
                assertThat(arrivals.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            }
        }

        threads.shutdown();
        assertThat(finished).doesNotHaveDuplicates();
    }

    private static Runners runners(
            Executor threads, int concurrency, Consumer<Delivery> handler, Inbox inbox, List<Delivery> finished) {
        return new Runners(
                threads,
                HandlerOptions.DEFAULTS.concurrency(concurrency),
                Invocations.each(handler),
                inbox,
                Ticker.system(),
                finished::add,
                delivery -> {});
    }
}
