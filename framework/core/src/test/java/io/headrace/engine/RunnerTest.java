package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.engine.Runner.Interrupt;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handshake between an interrupt and the end of an invocation. */
@Tag("P5")
class RunnerTest {
    private final Runner runner = new Runner();

    @Test
    void interrupt_reachesTheInvocationThatRuns() {
        Delivery delivery = Deliveries.fresh(1);
        runner.begin(delivery);
        runner.watch(0);

        assertThat(runner.interrupt(Interrupt.TIMEOUT)).isTrue();

        assertThat(runner.end()).isEqualTo(Interrupt.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void secondInterrupt_isNone() {
        runner.begin(Deliveries.fresh(1));
        runner.watch(0);
        runner.interrupt(Interrupt.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(runner.interrupt(Interrupt.DRAIN)).isFalse();

        assertThat(Thread.interrupted()).isFalse();
        assertThat(runner.end()).isEqualTo(Interrupt.TIMEOUT);
    }

    @Test
    void endedInvocation_isNotInterrupted() {
        runner.begin(Deliveries.fresh(1));
        runner.watch(0);
        assertThat(runner.end()).isEqualTo(Interrupt.NONE);

        assertThat(runner.interrupt(Interrupt.TIMEOUT)).isFalse();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void nextInvocation_isNotInterruptedForTheOneBefore() {
        runner.begin(Deliveries.fresh(1));
        runner.watch(0);
        runner.end();
        runner.begin(Deliveries.fresh(2));

        assertThat(runner.interrupt(Interrupt.TIMEOUT)).isFalse();

        assertThat(Thread.interrupted()).isFalse();
        assertThat(runner.end()).isEqualTo(Interrupt.NONE);
    }

    @Test
    void nextAttemptOfTheSameMessage_isAnotherInvocation() {
        Delivery again = Deliveries.fresh(1);
        runner.begin(again);
        runner.watch(0);
        runner.end();
        runner.begin(again);

        assertThat(runner.interrupt(Interrupt.TIMEOUT)).isFalse();

        assertThat(runner.watch(100)).isZero();
        assertThat(runner.watch(101)).isOne();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void time_isCountedFromTheFirstLook_andReportedOnce() {
        Delivery delivery = Deliveries.fresh(1);
        assertThat(runner.watch(5)).isZero();
        runner.begin(delivery);

        assertThat(runner.watch(10)).isZero();
        assertThat(runner.watch(25)).isEqualTo(15);
        assertThat(runner.report()).isSameAs(delivery);
        assertThat(runner.report()).isNull();
    }

    /** One thread begins and ends invocations as fast as it can, the other interrupts as fast as it can. */
    @Test
    void hammered_everyInterruptMeetsTheInvocationThatIsToldOfIt() throws InterruptedException {
        AtomicReference<String> wrong = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        int[] met = new int[1];
        Thread handlers = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                runner.begin(Deliveries.fresh(i));
                started.countDown();
                for (int spin = 0; spin < i % 50; spin++) {
                    Thread.onSpinWait();
                }
                Interrupt told = runner.end();
                boolean interrupted = Thread.interrupted();
                if (interrupted != (told != Interrupt.NONE)) {
                    wrong.compareAndSet(null, "interrupted " + interrupted + ", but told " + told);
                    return;
                }
                met[0] += interrupted ? 1 : 0;
            }
        });
        handlers.start();
        started.await();

        long sent = 0;
        long until = System.nanoTime() + Duration.ofMillis(600).toNanos();
        while (handlers.isAlive() && System.nanoTime() < until) {
            runner.watch(0);
            sent += runner.interrupt(Interrupt.TIMEOUT) ? 1 : 0;
        }
        over.set(true);
        handlers.join();

        assertThat(wrong.get()).isNull();
        assertThat(sent).isPositive().isEqualTo(met[0]);
    }
}
