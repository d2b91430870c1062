package io.headrace.testkit;

import io.headrace.broker.Attempts;
import io.headrace.broker.Claimed;
import io.headrace.broker.Fail;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Reclaim;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Tick;
import io.headrace.broker.Ticked;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The verbs of tests about leases. Unless a test says otherwise, ticks may be hours apart, so that no silence moves the
 * lease clock, however slow the machine is.
 */
abstract class LeaseFixture extends ContractFixture {
    static final String CAROL = "hr-carol";
    static final Duration LEASE = Duration.ofMillis(300);
    static final Duration MILLI = Duration.ofMillis(1);

    LeaseFixture(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    /** The first tick of a name. */
    Ticked join(String consumer, Duration lease) {
        return answer(broker.tick(group, new Tick(consumer, lease, HOUR, true)));
    }

    Ticked tick(String consumer, Duration lease) {
        return tick(consumer, lease, HOUR);
    }

    /** A tick after which a silence of more than three periods counts. */
    Ticked tick(String consumer, Duration lease, Duration period) {
        return answer(broker.tick(group, new Tick(consumer, lease, period, false)));
    }

    /** Lets a worker's lease run out at this moment. */
    void die(String consumer) {
        join(consumer, Duration.ZERO);
    }

    Reclaimed reclaim(String consumer, String dead, int count) {
        return reclaim(consumer, dead, HOUR, count);
    }

    Reclaimed reclaim(String consumer, String dead, Duration period, int count) {
        return answer(broker.reclaim(group, new Reclaim(consumer, dead, period, count)));
    }

    Outcome.Kind mark(String consumer, Hold hold) {
        return answer(broker.mark(group, consumer, hold)).kind();
    }

    /** Records a first failure of a message that Anne keeps. */
    void fail(Hold hold) {
        answer(broker.fail(group, ANNE, List.of(new Fail(hold, 1, HOUR, "broken"))));
    }

    /** Destroys the group and begins it at the stream's first entry. */
    void rewind() {
        server.destroyGroup(group.stream(), group.group());
        server.deleteKey(keys.checkpoint());
        answer(broker.openGroup(group, Start.earliest()));
    }

    static List<Attempts> attempts(Reclaimed reclaimed) {
        return reclaimed.claims().claimed().stream().map(Claimed::attempts).toList();
    }

    static List<Integer> crashes(Reclaimed reclaimed) {
        return attempts(reclaimed).stream().map(Attempts::crashes).toList();
    }

    static List<Integer> convictions(Reclaimed reclaimed) {
        return attempts(reclaimed).stream().map(Attempts::convictions).toList();
    }
}
