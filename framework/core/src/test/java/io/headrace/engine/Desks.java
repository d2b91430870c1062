package io.headrace.engine;

import io.headrace.broker.GroupRef;
import io.headrace.observe.WorkerListener;
import io.headrace.time.ManualTime;
import java.util.List;
import java.util.SplittableRandom;

/** What the parts of an engine need in tests. */
final class Desks {
    static final GroupRef GROUP = new GroupRef("orders", "billing");

    private Desks() {}

    /** A desk on this time; the same chance in every run. */
    static Desk on(ManualTime time, WorkerListener... listeners) {
        return new Desk(
                time, new SplittableRandom(1), new Inbox(), new Events(GROUP, List.of(listeners), time), new Vitals());
    }
}
