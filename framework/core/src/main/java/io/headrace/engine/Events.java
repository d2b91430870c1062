package io.headrace.engine;

import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Pause;
import io.headrace.broker.Swept;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.observe.Flow;
import io.headrace.observe.Tally;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerListener;
import io.headrace.time.Ticker;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the tally, the log and the listeners what happened. A listener that throws disturbs nobody. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.worker");

    private final GroupRef group;
    private final List<WorkerListener> listeners;
    private final Tally tally = new Tally();
    private final Throttle troubles;
    private final Throttle badListeners;
    private final Throttle failures;
    private final Throttle deaths;
    private final Throttle losses;
    private final Throttle pauses;
    private final Throttle stalls;
    private final Throttle leases;
    private @Nullable Pause stoppedBy;

    Events(GroupRef group, List<WorkerListener> listeners, Ticker ticker) {
        this.group = group;
        this.listeners = List.copyOf(listeners);
        this.troubles = new Throttle(ticker);
        this.badListeners = new Throttle(ticker);
        this.failures = new Throttle(ticker);
        this.deaths = new Throttle(ticker);
        this.losses = new Throttle(ticker);
        this.pauses = new Throttle(ticker);
        this.stalls = new Throttle(ticker);
        this.leases = new Throttle(ticker);
    }

    Tally tally() {
        return tally;
    }

    void moved(Flow flow, int count) {
        if (count > 0) {
            tell(new WorkerEvent.Batch(flow, count));
        }
    }

    void trouble(BrokerException cause) {
        troubles.run(times -> LOG.warn("{} ({}; {} in the last minute)", cause.getMessage(), group, times));
        tell(new WorkerEvent.Trouble(cause));
    }

    void parked(WorkerEvent.Parked event) {
        willTryAgain(event.entry(), event.attempt(), "next in " + event.delay(), event.failure());
        tell(event);
    }

    void failed(WorkerEvent.Failed event) {
        willTryAgain(event.entry(), event.attempt(), "next in " + event.delay() + ", its key waits", event.failure());
        tell(event);
    }

    private void willTryAgain(EntryRef entry, int attempt, String next, Throwable failure) {
        failures.run(times -> LOG.warn(
                "{} Handler failed on {} of {}, attempt {}; {} ({} failures in the last minute)",
                ErrorCode.HANDLER_FAILED.code(),
                entry,
                group,
                attempt,
                next,
                times,
                Obituary.printable(failure)));
    }

    void paused(WorkerEvent.Paused event) {
        pauses.run(times -> LOG.warn(
                "{} Handling of {} pauses for {} and then tries one message: {} ({} times in the last minute)",
                ErrorCode.HANDLING_PAUSED.code(),
                group,
                event.delay(),
                Obituary.line(event.failure()),
                times));
        tell(event);
    }

    void resumed() {
        LOG.info("Handling of {} goes on", group);
        tell(new WorkerEvent.Resumed());
    }

    /** Hears of the operators' order to begin nothing, or that there is none; tells whether that is new. */
    boolean stopped(@Nullable Pause pause) {
        boolean isNew = (pause == null) != (stoppedBy == null);
        if (isNew && pause != null) {
            LOG.info(
                    "Handling of {} is paused by {}{}: {}",
                    group,
                    pause.by(),
                    pause.untilMillis() == 0 ? "" : " until " + Instant.ofEpochMilli(pause.untilMillis()),
                    pause.reason().isEmpty() ? "no reason given" : pause.reason());
        } else if (isNew) {
            resumed();
        }
        stoppedBy = pause;
        return isNew;
    }

    void stuck(WorkerEvent.Stuck event) {
        stalls.run(times -> LOG.warn(
                "{} The handler of {} of {} has not returned for {}; set a timeout, or look at what it waits for"
                        + " ({} in the last minute)",
                ErrorCode.HANDLER_STUCK.code(),
                event.entry(),
                group,
                event.elapsed(),
                times));
        tell(event);
    }

    void dead(WorkerEvent.DeadLettered event) {
        deaths.run(times -> LOG.warn(
                "{} Message {} of {} is a dead letter after attempt {}: {}, {} ({} in the last minute)",
                ErrorCode.HANDLER_FAILED.code(),
                event.message(),
                group,
                event.attempt(),
                event.reason(),
                Obituary.line(event.failure()),
                times));
        tell(event);
    }

    void lost(EntryRef entry) {
        warnOfLoss(entry);
        tell(new WorkerEvent.Lost(entry));
    }

    void swept(Swept found) {
        for (EntryRef entry : found.lost()) {
            warnOfLoss(entry);
            tell(new WorkerEvent.FoundLost(entry));
        }
        if (found.restored() > 0) {
            LOG.warn("{} retries of {} were missing in the index and are back in it", found.restored(), group);
        }
    }

    void trimmed(long count) {
        if (count > 0) {
            tell(new WorkerEvent.Trimmed(count));
        }
    }

    void leaseLost(WorkerEvent.LeaseLost event) {
        leases.run(times -> LOG.warn(
                "{} Worker {} of {} lost its lease: it was stopped or cut off for longer than that. It goes on as {}; {}"
                        + " messages that it had in hand may be handled twice ({} times in the last minute)",
                ErrorCode.LEASE_LOST.code(),
                event.name(),
                group,
                event.nextName(),
                event.running(),
                times));
        tell(event);
    }

    private void warnOfLoss(EntryRef entry) {
        losses.run(times -> LOG.error(
                "{} Entry {} of {} was pending but its body is gone: somebody trimmed or deleted it. It is counted as"
                        + " lost ({} in the last minute)",
                ErrorCode.ENTRY_LOST.code(),
                entry,
                group,
                times));
    }

    void drainTimedOut(int held) {
        LOG.warn(
                "{} Drain of {} timed out with {} messages in hand; they stay pending and are delivered again",
                ErrorCode.DRAIN_TIMED_OUT.code(),
                group,
                held);
    }

    void tell(WorkerEvent event) {
        tally.count(event);
        for (WorkerListener listener : listeners) {
            try {
                listener.on(group.stream(), group.group(), event);
            } catch (Throwable failure) {
                badListeners.run(times -> LOG.warn(
                        "{} Listener {} failed on {}; ignored ({} times in the last minute)",
                        ErrorCode.LISTENER_FAILED.code(),
                        listener.getClass().getName(),
                        event.getClass().getSimpleName(),
                        times,
                        Obituary.printable(failure)));
            }
        }
    }
}
