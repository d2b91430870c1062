package io.headrace.deadletter;

import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one group gave up on. A replay reaches this group only, once for each dead letter; other groups of the
 * stream never see it. Safe for all threads; every method waits for the server.
 */
public final class DeadLetters<T> {
    private final Broker broker;
    private final GroupRef group;
    private final Letters<T> letters;

    /** The dead letters of this group. */
    public DeadLetters(Broker broker, EventStream<T> stream, String group) {
        this.broker = broker;
        this.group = new GroupRef(stream.name(), group);
        this.letters = new Letters<>(this.group, stream.codec());
    }

    /** How many there are; they outlive their group. */
    public long size() {
        return letters.count(broker);
    }

    /** The oldest ones, at most {@code max}, oldest first; {@code max} is at least 1. */
    public List<DeadLetter<T>> list(int max) {
        return list(DeadLetterFilter.ALL, MessageId.MIN, max);
    }

    /**
     * A page of those that fit, oldest first.
     *
     * @param after the last one of the page before, or {@link MessageId#MIN} for the first page
     * @param max   most letters of the page, at least 1; if there are fewer, it is the last page
     */
    public List<DeadLetter<T>> list(DeadLetterFilter filter, MessageId after, int max) {
        if (max < 1) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "max is " + max + ", but must be at least 1.");
        }
        MessageId from = after.next().compareTo(filter.from()) > 0 ? after.next() : filter.from();
        Pages pages = new Pages(broker, letters.key, from, filter.to(), max);
        List<DeadLetter<T>> found = new ArrayList<>();
        for (EntryBatch page = pages.next(); page != null; page = pages.next()) {
            for (int i = 0; i < page.size(); i++) {
                DeadLetter<T> letter = letters.letter(page, i);
                if (filter.matches(letter) && found.size() < max) {
                    found.add(letter);
                }
            }
            if (found.size() == max) {
                break;
            }
        }
        return found;
    }

    /** The dead letter of this id, or {@code null} if it is not, or no longer, there. */
    public @Nullable DeadLetter<T> find(MessageId id) {
        EntryBatch found = Broker.await(broker.read(letters.key, id, id, 1));
        return found.size() == 0 ? null : letters.letter(found, 0);
    }

    /** Counts those that fit by what they have in common. Reads all of them: {@code progress} hears how far it is. */
    public Facets facets(DeadLetterFilter filter, Progress progress) {
        long size = size();
        long looked = 0;
        Census census = new Census();
        Pages pages = new Pages(broker, letters.key, filter.from(), filter.to());
        for (EntryBatch page = pages.next(); page != null; page = pages.next()) {
            for (int i = 0; i < page.size(); i++) {
                DeadLetter<T> letter = letters.letter(page, i);
                if (filter.matches(letter)) {
                    census.count(letter);
                }
            }
            looked += page.size();
            progress.looked(looked, Math.max(size, looked));
        }
        return census.facets(looked);
    }

    /**
     * Sends a dead letter through the group's handler again, as it was. Its attempts start anew; if it fails again it
     * becomes a dead letter again, under a new id and with its lineage.
     *
     * @return whether it was there; {@code false} if it was replayed or removed before
     */
    public boolean replay(MessageId id) {
        return replay(id, ReplayOptions.defaults());
    }

    /**
     * The same, with its data changed.
     *
     * @param change makes the new value from the old one
     * @throws HeadraceException if the data cannot be decoded, edited or encoded: the dead letter stays where it is. To
     *     repair data that the stream's codec cannot decode, open the dead letters with {@code Codec.bytes()}.
     */
    public boolean replay(MessageId id, UnaryOperator<T> change) {
        return replay(id, ReplayOptions.<T>defaults().edit(new Edit<>("function", change)));
    }

    private boolean replay(MessageId id, ReplayOptions<T> options) {
        DeadLetter<T> letter = find(id);
        if (letter == null) {
            return false;
        }
        DeadLetterFilter filter = DeadLetterFilter.ALL.ids(id);
        // Edited before anything is begun: what cannot be edited leaves no trace.
        RunStep.Letter replayed = letters.replayed(letter, options.edit());
        String owner = newOwner();
        Run run = begin(RunReport.Kind.REPLAY, filter, options, owner);
        RunState state =
                Broker.await(broker.step(group, new RunStep(run.id(), owner, 1, id, true, 0, List.of(replayed))));
        Broker.await(broker.turn(group, run.id(), RunTurn.FINISH, owner));
        return state.moved() == 1;
    }

    /**
     * Begins to replay those of the present dead letters that fit. What fails again meanwhile is not replayed a second time.
     * To see beforehand what would be replayed, use {@link #facets}.
     */
    public DeadLetterRun<T> replay(DeadLetterFilter filter, ReplayOptions<T> options) {
        return run(RunReport.Kind.REPLAY, filter, options);
    }

    /** Begins to remove those of the present dead letters that fit, for good. The options' edit has no meaning here. */
    public DeadLetterRun<T> discard(DeadLetterFilter filter, ReplayOptions<T> options) {
        return run(RunReport.Kind.DISCARD, filter, options);
    }

    /** Replays and removals that the server knows, the last thousand, oldest first. */
    public List<RunReport> runs() {
        return Broker.await(broker.runs(group)).stream().map(RunReport::of).toList();
    }

    /**
     * The replay or removal of this id.
     *
     * @throws HeadraceException if the server does not know it
     */
    public RunReport run(String id) {
        return runs().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new HeadraceException(
                        ErrorCode.UNKNOWN_RUN,
                        "There is no replay \"" + id + "\" of " + group + ". See them all with: headrace replays ls "
                                + group.stream() + ' ' + group.group()));
    }

    /** Ends a replay or removal early, whoever carries it out; replies how it stands. What is over stays as it is. */
    public RunReport cancel(String id) {
        RunReport report = run(id);
        return report.with(Broker.await(broker.turn(group, id, RunTurn.CANCEL, "")));
    }

    /**
     * Goes on with a replay or removal that was cancelled, or whose process is gone. If that still lives, its next step is
     * refused and it stops.
     *
     * @param options filter and rate are those that it was begun with; an edit has to be given again
     * @throws HeadraceException if the server does not know it, if it is done, or if it has another edit
     */
    public DeadLetterRun<T> resume(String id, ReplayOptions<T> options) {
        RunReport report = run(id);
        String edit = options.edit() == null ? "" : options.edit().name();
        if (report.state().phase() == RunState.Phase.DONE) {
            throw notResumable(id, "it is done, " + report.state().moved() + " dead letters were taken");
        }
        if (!edit.equals(report.edit())) {
            throw notResumable(id, "it was begun with the edit \"" + report.edit() + "\", not with \"" + edit + '"');
        }
        String owner = newOwner();
        RunState state = Broker.await(broker.turn(group, id, RunTurn.RESUME, owner));
        return new DeadLetterRun<>(broker, letters, options, owner, report.with(state)).start();
    }

    /** Writes those that fit as JSON lines, byte for byte; replies how many. They stay where they are. */
    public long export(DeadLetterFilter filter, OutputStream out, Progress progress) {
        return new LetterLines(group).write(broker, letters, filter, out, progress);
    }

    /**
     * Adds dead letters that were exported from this group. They get new ids; nobody looks whether they were added before.
     *
     * @return how many were added
     * @throws HeadraceException if a line cannot be read or belongs to another group, or the server refuses it; it says how
     *     many lines before it were added
     */
    public long importFrom(InputStream lines) {
        return new LetterLines(group).read(broker, letters.key, lines);
    }

    private DeadLetterRun<T> run(RunReport.Kind kind, DeadLetterFilter filter, ReplayOptions<T> options) {
        String owner = newOwner();
        RunReport report = RunReport.of(begin(kind, filter, options, owner));
        return new DeadLetterRun<>(broker, letters, options, owner, report).start();
    }

    private Run begin(RunReport.Kind kind, DeadLetterFilter filter, ReplayOptions<T> options, String owner) {
        String edit = options.edit() == null ? "" : options.edit().name();
        return Broker.await(broker.beginRun(
                group, owner, RunReport.account(kind, filter, options.by(), edit, options.perSecond())));
    }

    private static String newOwner() {
        return UUID.randomUUID().toString();
    }

    private HeadraceException notResumable(String id, String why) {
        return new HeadraceException(
                ErrorCode.NOT_RESUMABLE, "Cannot resume replay " + id + " of " + group + ": " + why + '.');
    }
}
