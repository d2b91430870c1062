package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Claims;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Finds entries that are pending under this consumer's name but in nobody's hands: left by an earlier life under the same
 * name, or delivered in a reply that was lost. Nobody else looks for them while this worker lives.
 *
 * <pre>
 *   RESTING --30 s--> LOOKING --something unknown--> QUIESCING --nothing under way--> LISTING --> ADOPTING --> RESTING
 *      |                                                 ^
 *      +------ start, or a connection was replaced ------+
 * </pre>
 *
 * While it is past LOOKING, nothing is fetched or claimed: what is listed then and not in flight cannot be in a reply that
 * is still on its way.
 */
final class Reconciler {
    private static final long PERIOD_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int PAGE = 1000;

    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Lease lease;
    private final InFlight inFlight;
    private final BiConsumer<String, Claims> adopted;
    private final Pace pace;
    private Phase phase = Phase.QUIESCING;
    private boolean again;
    private boolean adopting;
    private long lookAtNanos;
    private List<EntryRef> orphans = new ArrayList<>();

    private enum Phase {
        RESTING,
        LOOKING,
        QUIESCING,
        LISTING,
        ADOPTING
    }

    Reconciler(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            Lease lease,
            InFlight inFlight,
            BiConsumer<String, Claims> adopted) {
        this.lease = lease;
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.inFlight = inFlight;
        this.adopted = adopted;
        this.pace = desk.pace();
    }

    /** A connection was replaced: something may have been delivered whose reply was lost. */
    void connectionReplaced() {
        if (phase == Phase.RESTING) {
            phase = Phase.QUIESCING;
        } else {
            again = true;
        }
    }

    /** The name has changed: nothing is pending under the new one. */
    void renamed() {
        phase = Phase.RESTING;
        adopting = false;
        again = false;
        orphans.clear();
    }

    /** Whether fetching and claiming must wait. */
    boolean holdsReads() {
        return phase != Phase.RESTING && phase != Phase.LOOKING;
    }

    /** Takes over no more than there is room for. */
    int step(long nowNanos, boolean nothingUnderWay, int room) {
        if (!pace.allows(nowNanos)) {
            return 0;
        }
        if (phase == Phase.RESTING && nowNanos >= lookAtNanos) {
            return list(Phase.LOOKING);
        }
        if (phase == Phase.QUIESCING && nothingUnderWay) {
            return list(Phase.LISTING);
        }
        if (phase == Phase.ADOPTING && !adopting && room > 0) {
            return adopt(Math.min(room, PAGE / 10));
        }
        return 0;
    }

    long deadlineNanos() {
        return switch (phase) {
            case RESTING -> lookAtNanos;
            case QUIESCING -> pace.deadlineNanos();
            default -> Long.MAX_VALUE;
        };
    }

    private int list(Phase next) {
        phase = next;
        orphans = new ArrayList<>();
        page(Source.STREAM, MessageId.MIN);
        return 1;
    }

    private void page(Source source, MessageId after) {
        await(broker.held(setup.group(), lease.consumer(), source, after, PAGE), ids -> {
            Set<EntryRef> known = inFlight.refs();
            for (MessageId id : ids) {
                EntryRef ref = new EntryRef(source, id);
                if (!known.contains(ref)) {
                    orphans.add(ref);
                }
            }
            if (ids.size() == PAGE) {
                page(source, ids.get(PAGE - 1));
            } else if (source == Source.STREAM) {
                page(Source.LANE, MessageId.MIN);
            } else {
                listed();
            }
        });
    }

    private void listed() {
        if (orphans.isEmpty()) {
            rest();
        } else if (phase == Phase.LOOKING) {
            phase = Phase.QUIESCING;
        } else {
            phase = Phase.ADOPTING;
        }
    }

    private int adopt(int count) {
        List<EntryRef> page = List.copyOf(orphans.subList(0, Math.min(count, orphans.size())));
        adopting = true;
        String consumer = lease.consumer();
        desk.await(
                broker.adopt(setup.group(), consumer, page),
                claims -> {
                    adopted.accept(consumer, claims);
                    if (consumer.equals(lease.consumer())) {
                        adoptedPage(page.size());
                    }
                },
                ifStillUnder(consumer, this::failed));
        return page.size();
    }

    private void adoptedPage(int size) {
        adopting = false;
        orphans.subList(0, size).clear();
        if (orphans.isEmpty()) {
            rest();
        }
    }

    private void rest() {
        pace.succeeded();
        phase = again ? Phase.QUIESCING : Phase.RESTING;
        again = false;
        lookAtNanos = desk.now() + PERIOD_NANOS;
    }

    private <R> void await(CompletableFuture<R> call, Consumer<R> next) {
        String consumer = lease.consumer();
        desk.await(call, ifStillUnder(consumer, next), ifStillUnder(consumer, this::failed));
    }

    private <R> Consumer<R> ifStillUnder(String consumer, Consumer<R> next) {
        return reply -> {
            if (consumer.equals(lease.consumer())) {
                next.accept(reply);
            }
        };
    }

    private void failed(BrokerException failure) {
        adopting = false;
        desk.events().trouble(failure);
        if (failure.code() == ErrorCode.NO_GROUP) {
            rest(); // nothing is pending in a group that is gone; the next read creates it again
        } else {
            pace.failed(desk.now(), failure);
            phase = Phase.QUIESCING;
        }
    }
}
