package io.headrace.operate;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.Pause;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.broker.StreamPage;
import io.headrace.broker.StreamStatus;
import io.headrace.broker.StreamStatus.StreamGroup;
import io.headrace.broker.Trimmed;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Names;
import io.headrace.message.Retention;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people look at and do on a server, whichever processes the workers run in. Safe for all threads; every method waits
 * for the server, and throws a {@link BrokerException} if it refuses or does not answer.
 */
public final class Operator {
    private static final int PAGE = 500;

    private final Broker broker;
    private final Operations operations;

    /** An operator of this broker's server; the broker stays the caller's to close. */
    public Operator(Broker broker) {
        this.broker = broker;
        this.operations = broker.operations();
    }

    /**
     * Names of streams in order, at most {@code limit}, which is at least 1; if there are more it is chance which. Lanes and
     * dead letters are left out. Walks over the keys of the whole server, page by page.
     */
    public List<String> streams(int limit) {
        checkLimit(limit);
        Set<String> names = new TreeSet<>();
        String cursor = Operations.FIRST;
        do {
            StreamPage page = Broker.await(operations.streams(cursor, PAGE));
            names.addAll(page.names());
            cursor = page.cursor();
        } while (!cursor.equals(Operations.FIRST) && names.size() < limit);
        return names.stream().limit(limit).toList();
    }

    /**
     * A stream's figures and the names of its groups.
     *
     * @throws HeadraceException {@code NO_STREAM} if it is not there and no group is registered for it
     */
    public StreamStatus stream(String name) {
        StreamStatus status = Broker.await(operations.stream(name));
        if (!status.exists() && status.groups().isEmpty()) {
            throw new HeadraceException(
                    ErrorCode.NO_STREAM,
                    "There is no stream \"" + name + "\", and no group is registered for it. Look at the name.");
        }
        return status;
    }

    /** The stream's entries from this id on, the oldest first; at most {@code limit}, which is at least 1. */
    public EntryBatch entries(String stream, MessageId from, int limit) {
        checkLimit(limit);
        return Broker.await(broker.read(Names.stream(stream), from, MessageId.MAX, limit));
    }

    /** The stream's newest entries, the newest first; at most {@code limit}, which is at least 1. */
    public EntryBatch latest(String stream, int limit) {
        checkLimit(limit);
        return Broker.await(operations.latest(stream, limit));
    }

    /** A stream's groups by name, missing ones included; errors as those of {@link #stream}. */
    public List<GroupReport> groups(String stream) {
        return stream(stream).groups().stream()
                .map(group -> new GroupReport(group, statusOf(stream, group)))
                .toList();
    }

    private @Nullable GroupStatus statusOf(String stream, StreamGroup group) {
        return group.present() && Names.isGroup(group.name())
                ? ifThere(() -> operations.group(new GroupRef(stream, group.name())))
                : null;
    }

    /**
     * A group's figures.
     *
     * @throws HeadraceException {@code NO_GROUP} if it is missing on the server
     */
    public GroupStatus group(GroupRef group) {
        return Broker.await(operations.group(group));
    }

    /** Messages that the group has still to settle; see {@link GroupStatus#backlog}. Errors as those of {@link #group}. */
    public long backlog(GroupRef group) {
        return group(group).backlog();
    }

    /** The group's consumers by name, and workers that have a lease. Errors as those of {@link #group}. */
    public List<ConsumerStatus> consumers(GroupRef group) {
        return Broker.await(operations.consumers(group));
    }

    /** What is pending, the stream's oldest first, then the lane's; at most {@code limit}, which is at least 1. */
    public List<PendingEntry> pending(GroupRef group, int limit) {
        return pending(group, null, limit);
    }

    /** The same, only what this consumer holds unless it is {@code null}. */
    public List<PendingEntry> pending(GroupRef group, @Nullable String consumer, int limit) {
        checkLimit(limit);
        List<PendingEntry> pending =
                new ArrayList<>(Broker.await(operations.pending(group, Source.STREAM, consumer, MessageId.MIN, limit)));
        int room = limit - pending.size();
        List<PendingEntry> lane =
                room == 0 ? null : ifThere(() -> operations.pending(group, Source.LANE, consumer, MessageId.MIN, room));
        if (lane != null) {
            pending.addAll(lane);
        }
        return List.copyOf(pending);
    }

    /** Messages that wait for a retry, the first that is due first; at most {@code limit}, which is at least 1. */
    public List<ParkedEntry> retries(GroupRef group, int limit) {
        checkLimit(limit);
        return Broker.await(operations.due(group, 0, limit));
    }

    /** Makes all parked messages due now; returns how many. A running worker takes them within a second. */
    public int retryNow(GroupRef group) {
        return retryNow(group, entry -> true);
    }

    /** The same, only those that this accepts. One that is taken by a worker meanwhile does not count. */
    public int retryNow(GroupRef group, Predicate<ParkedEntry> which) {
        List<EntryRef> chosen = new ArrayList<>(); // before any is moved: that changes the order of the others
        List<ParkedEntry> page;
        long offset = 0;
        do {
            page = Broker.await(operations.due(group, offset, PAGE));
            page.stream().filter(which).map(ParkedEntry::ref).forEach(chosen::add);
            offset += PAGE;
        } while (page.size() == PAGE);
        int hastened = 0;
        for (int i = 0; i < chosen.size(); i += PAGE) {
            hastened += Broker.await(operations.hasten(group, chosen.subList(i, Math.min(i + PAGE, chosen.size()))));
        }
        return hastened;
    }

    /** What {@link #reset} would do now. Errors as those of {@link #group}. */
    public ResetPlan planReset(GroupRef group, Start target) {
        return Broker.await(operations.planReset(group, target));
    }

    /**
     * Moves the group's position on the stream, if none of its workers is alive: what comes after it is delivered next. Moving
     * back repeats what was settled, with its effects; moving forward skips what was not delivered. Returns what was done.
     *
     * @throws HeadraceException {@code WORKERS_ALIVE} if a worker is alive: nothing was changed; {@code NO_GROUP} as above
     */
    public ResetPlan reset(GroupRef group, Start target) {
        return reset(group, target, ResetMode.IF_IDLE);
    }

    /** The same, also under running workers if forced; see {@link Operations#reset}. */
    public ResetPlan reset(GroupRef group, Start target, ResetMode mode) {
        return Broker.await(operations.reset(group, target, mode));
    }

    /**
     * Removes what this rule removes, until nothing is left to remove; a stream whose workers have the rule is trimmed by
     * them. {@code queue()} is as {@code acked()}. Returns how much was removed, and what is kept for whom.
     *
     * @throws HeadraceException {@code BAD_OPTION} for {@code keep()}, which removes nothing
     */
    public Trimmed trim(String stream, Retention rule) {
        if (!rule.trims()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "Retention.keep() removes nothing. Choose acked(), atLeast(age) or lossyMaxLen(n).");
        }
        return rule.isLossy()
                ? trimToLength(Names.stream(stream), rule.length())
                : trimSettled(Names.stream(stream), rule);
    }

    private Trimmed trimSettled(String stream, Retention rule) {
        long removed = 0;
        Trimmed step;
        do {
            step = Broker.await(broker.trim(stream, rule.age()));
            removed += step.removed();
        } while (step.removed() > 0);
        return new Trimmed(removed, step.holder(), step.neededAfter(), step.groups());
    }

    private Trimmed trimToLength(String stream, long length) {
        long removed = 0;
        long step;
        do {
            step = Broker.await(broker.trimToLength(stream, length));
            removed += step;
        } while (step > 0);
        return new Trimmed(removed, "", MessageId.MIN, 0);
    }

    /**
     * Has all workers of the group begin nothing, wherever they run; what runs goes on. They hear of it within a second or two.
     * It is kept on the server, for workers that start later, too.
     *
     * @param length after which time it ends by itself; {@code null} for never
     * @param by     who gives the order
     * @param reason why; shown in the workers' health
     * @throws HeadraceException {@code NO_GROUP} if the group is missing on the server
     */
    public Pause pause(GroupRef group, @Nullable Duration length, String by, String reason) {
        long nowMillis = group(group).nowMillis();
        Pause pause = new Pause(length == null ? 0 : nowMillis + length.toMillis(), by, reason);
        Broker.await(operations.pause(group, pause));
        return pause;
    }

    /** Ends a pause; tells whether there was one. */
    public boolean resume(GroupRef group) {
        return Broker.await(operations.resume(group));
    }

    /** The group's pause, or {@code null} if there is none or it is over. */
    public @Nullable Pause paused(GroupRef group) {
        Pause pause = Broker.await(operations.paused(group));
        return pause == null || pause.isOver(group(group).nowMillis()) ? null : pause;
    }

    private static <T> @Nullable T ifThere(Supplier<CompletableFuture<T>> call) {
        try {
            return Broker.await(call.get());
        } catch (BrokerException failure) {
            if (failure.code() == ErrorCode.NO_GROUP) {
                return null;
            }
            throw failure;
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "limit is " + limit + ", but must be at least 1.");
        }
    }
}
