package io.headrace.testkit.simulation;

import io.headrace.broker.GroupRef;
import io.headrace.message.EntryRef;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every call of a handler, compared with those before it: two at a time, too early, out of order, miscounted. */
final class Invocations implements Witness {
    private static final int TOO_MANY_DEATHS = 30; // whatever else happens

    private final World world;
    private final Ledger ledger;
    private final Map<Subject, Invocation> last = new HashMap<>();
    private final Map<Subject, Integer> failures = new HashMap<>();
    private final Map<Due, Retry> retries = new HashMap<>();
    private final Map<Queue, Invocation> begun = new HashMap<>();
    private final Map<GroupRef, Long> unsureUntilNanos = new HashMap<>();
    private final Map<String, Integer> kills = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private record Subject(GroupRef group, MessageId id, String value) {}

    private record Due(GroupRef group, EntryRef entry) {}

    private record Retry(long dueAtMillis, Duration clock) {}

    private record Queue(
            Life life, GroupRef group, @Nullable String key) {}

    /** How a call stands. */
    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** One call of a handler for one message. */
    static final class Invocation {
        final Subject subject;
        final Queue queue;
        final long beganNanos;
        State state = State.RUNNING;

        Invocation(Subject subject, Queue queue, long beganNanos) {
            this.subject = subject;
            this.queue = queue;
            this.beganNanos = beganNanos;
        }
    }

    Invocations(World world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    /** What was found wrong so far. */
    List<String> violations() {
        return violations;
    }

    private void broken(String promise, String words, Object... details) {
        violations.add(promise + ": " + World.text(words, details));
        world.note("!!! {}", violations.get(violations.size() - 1));
    }

    /** A handler begins; with {@code inOrder}, messages of its key may not overtake one another. */
    Invocation began(Life life, GroupRef group, Message<String> message, boolean inOrder) {
        Subject subject = new Subject(group, message.id(), message.value());
        Invocation now = new Invocation(subject, new Queue(life, group, message.key()), world.time.nanos());
        Invocation before = last.put(subject, now);
        if (before != null) {
            checkAlone(before, now);
        }
        int failed = failures.getOrDefault(subject, 0);
        if (message.attempt() > 1 + failed) {
            broken("P4", "{} of {} is at attempt {} after {} failures", subject, group, message.attempt(), failed);
        }
        if (message.attempt() > 1) {
            checkTime(group, message, inOrder);
        }
        if (inOrder) {
            checkOrder(now);
        }
        return now;
    }

    private void checkAlone(Invocation before, Invocation now) {
        Life holder = before.queue.life();
        boolean excused = holder.isInDoubtSince(now.subject.group(), before.beganNanos)
                || now.queue.life().isInDoubtSince(now.subject.group(), now.beganNanos);
        if (before.state != State.FAILED && !excused && isSure(before)) {
            broken("P5", "{} was given to {} while it was with {}", now.subject, now.queue.life(), holder);
        }
        if (before.state != State.FAILED) {
            world.count("handled twice");
        }
    }

    /** A retry that stays with its worker is timed there, from a delay that is not rounded up to a millisecond. */
    private void checkTime(GroupRef group, Message<String> message, boolean stays) {
        Retry retry = retries.get(new Due(group, new EntryRef(Source.STREAM, message.id())));
        long now = world.clock.millis() + (stays ? 1 : 0);
        if (retry != null && retry.clock.equals(world.clock.ahead()) && now < retry.dueAtMillis) {
            broken("P6", "{} was due at {}, but handled at {}", message.id(), retry.dueAtMillis, now);
        }
    }

    private void checkOrder(Invocation now) {
        Invocation before = begun.put(now.queue, now);
        if (before == null || before.subject.equals(now.subject) || !isSure(before)) {
            return;
        }
        if (before.state == State.RUNNING) {
            broken("P13", "{} began beside {}, of the same key", now.subject, before.subject);
        } else if (!before.queue.life().isInDoubtSince(now.subject.group(), before.beganNanos)
                && !ledger.isDeleted(now.subject.group().stream(), before.subject.id())) {
            broken("P13", "{} overtook {}, of the same key", now.subject, before.subject);
        }
    }

    private boolean isSure(Invocation invocation) {
        return isSure(invocation.subject.group(), invocation.beganNanos);
    }

    private boolean isSure(GroupRef group, long atNanos) {
        return unsureUntilNanos.getOrDefault(group, Long.MIN_VALUE) < atNanos;
    }

    /** A worker is told that its lease has run out; one that {@code stops} may have given it up just before. */
    void leaseLost(Life life, GroupRef group, boolean stops) {
        world.count("lease lost");
        long now = world.time.nanos();
        if (!stops && isSure(group, now) && !life.isInDoubtSince(group, now)) {
            broken("P5", "{} lost its lease in {}, and nothing had kept it from renewing it", life, group);
        }
    }

    /** A handler has come to its end; if that was {@code forGood}, the next message of its key may go. */
    void ended(Invocation invocation, State state, boolean forGood) {
        invocation.state = state;
        if (state == State.FAILED) {
            failures.merge(invocation.subject, 1, Integer::sum);
        }
        if (forGood) {
            begun.remove(invocation.queue, invocation);
        }
    }

    /** A handler is about to halt its process. */
    void kills(String value) {
        if (kills.merge(value, 1, Integer::sum) == TOO_MANY_DEATHS) {
            broken("P7", "{} kills one worker after the other", value);
        }
        world.count("killed by a message");
    }

    int killedBy(String value) {
        return kills.getOrDefault(value, 0);
    }

    /** What the server knew of the group's workers is gone: for a while, messages may be with two of them. */
    void unsure(GroupRef group, Duration duration) {
        unsureUntilNanos.put(group, world.time.nanos() + duration.toNanos());
    }

    @Override
    public void retryIsDue(GroupRef group, EntryRef entry, long dueAtMillis) {
        retries.put(new Due(group, entry), new Retry(dueAtMillis, world.clock.ahead()));
    }

    @Override
    public void ended(Life life) {
        life.subscriptions().forEach(subscription -> {
            if (!subscription.counts().balanced()) {
                broken("P14", "the sums of {} do not match: {}", life, subscription.counts());
            }
        });
    }
}
