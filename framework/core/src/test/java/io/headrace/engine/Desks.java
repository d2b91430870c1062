package io.headrace.engine;

import io.headrace.broker.GroupRef;
import io.headrace.handler.HandlerOptions;
import io.headrace.memory.InMemoryBroker;
import io.headrace.observe.WorkerListener;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What the parts of an engine need in tests. */
final class Desks {
    static final GroupRef GROUP = new GroupRef("orders", "billing");

    private Desks() {}

    /** A lease that was never taken, on the name "hr-anne". */
    static Lease lease(Desk desk) {
        InMemoryBroker broker = new InMemoryBroker(new ManualTime(0), new ManualTime(0));
        return new Lease(desk, broker, setup(desk), reply -> {}, () -> {}, failure -> {});
    }

    /** The defaults, for the name "hr-anne". */
    static Subscription.Setup setup(Desk desk) {
        return new Subscription.Setup(
                GROUP,
                () -> "hr-anne",
                Duration.ofSeconds(10),
                HandlerOptions.DEFAULTS,
                desk.ticker(),
                Runnable::run,
                desk.random(),
                List.of());
    }

    /** A desk on this time; the same chance in every run. */
    static Desk on(ManualTime time, WorkerListener... listeners) {
        return new Desk(
                time, new SplittableRandom(1), new Inbox(), new Events(GROUP, List.of(listeners), time), new Vitals());
    }
}
