package io.headrace.deadletter;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.RunState;
import io.headrace.broker.RunState.Phase;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A replay or a removal of dead letters that this process carries out, on a thread of its own. The server keeps how far it
 * is: when this process dies, {@link DeadLetters#resume} goes on where it ended, and no letter is taken twice.
 *
 * <pre>
 *   pages of letters --filter, edit--> step of up to a hundred letters --taken once--> how the run stands
 *        ^                                                                                 |
 *        +--------------- after the cursor, if it is not where this step put it -----------+
 * </pre>
 *
 * Safe for all threads.
 */
public final class DeadLetterRun<T> {
    private static final int MOST_LETTERS = 100;
    private static final int MOST_BYTES = 256 << 10;
    private static final int STEPS_PER_SECOND = 10;
    private static final int MOST_FAILURES = 20;
    private static final long PAUSE_MILLIS = 200;

    private final Broker broker;
    private final Letters<T> letters;
    private final ReplayOptions<T> options;
    private final String owner;
    private final CompletableFuture<RunReport> ended = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Ticker ticker = Ticker.system();
    private final long startNanos = ticker.nanos();
    private volatile RunReport report;
    private volatile List<String> failures = List.of();
    private volatile boolean cancelUnheard;

    // Of the thread that carries it out.
    private final List<RunStep.Letter> batch = new ArrayList<>();
    private int batchBytes;
    private int failed;
    private long sent;

    DeadLetterRun(Broker broker, Letters<T> letters, ReplayOptions<T> options, String owner, RunReport report) {
        this.broker = broker;
        this.letters = letters;
        this.options = options;
        this.owner = owner;
        this.report = report;
    }

    DeadLetterRun<T> start() {
        Thread thread = new Thread(this::run, "headrace-replay-" + report.id());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Its id, by which others can cancel it, and resume it when this process is gone. */
    public String id() {
        return report.id();
    }

    /** How it stood after its last step. */
    public RunReport report() {
        return report;
    }

    /** Why letters could not be edited, one line for each, the first {@value #MOST_FAILURES}. */
    public List<String> failures() {
        return failures;
    }

    /**
     * Ends it early: what was not taken by now stays. Does nothing if it is over.
     *
     * @throws HeadraceException if the server is away or refuses: the run takes no further step, and its own thread says it
     *     again until the server has heard it or the patience is over
     */
    public void cancel() {
        try {
            end();
        } catch (BrokerException unheard) {
            cancelUnheard = true;
            throw unheard;
        }
    }

    /**
     * Waits until it is over.
     *
     * @throws HeadraceException if it stopped before its end, since the server was away for too long, refused something, or
     *     somebody else went on with it; the message says how much was done and how to go on
     */
    public RunReport await() {
        try {
            return ended.join();
        } catch (CompletionException stopped) {
            throw stopped.getCause() instanceof HeadraceException known ? known : stopped;
        }
    }

    /** Waits for at most this long; tells whether it is over. */
    public boolean await(Duration timeout) throws InterruptedException {
        try {
            ended.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException stopped) {
            return true;
        }
    }

    void run() {
        try {
            long troubleNanos = 0;
            while (report.state().phase() == Phase.RUNNING) {
                long step = report.state().step();
                try {
                    if (cancelUnheard) {
                        endUnlessOver();
                    } else {
                        pass();
                    }
                    troubleNanos = 0;
                } catch (BrokerException failure) {
                    boolean advanced = report.state().step() > step;
                    troubleNanos = advanced || troubleNanos == 0 ? ticker.nanos() : troubleNanos;
                    giveUpIf(
                            failure,
                            ticker.nanos() - troubleNanos > options.patience().toNanos());
                    resync();
                }
            }
            ended.complete(report);
        } catch (RuntimeException | Error failure) {
            ended.completeExceptionally(failure);
        }
    }

    /** From the cursor to the end, as long as every step goes as planned. */
    private void pass() {
        begin();
        MessageId from = max(report.filter().from(), report.state().cursor().next());
        MessageId to = min(report.filter().to(), report.state().last());
        Pages pages = new Pages(broker, letters.key, from, to);
        for (EntryBatch page = pages.next(); page != null; page = pages.next()) {
            for (int i = 0; i < page.size(); i++) {
                consider(letters.letter(page, i));
                boolean last = i == page.size() - 1;
                if ((last || isFull()) && !step(page.id(i))) {
                    return;
                }
            }
        }
        know(Broker.await(broker.turn(letters.group, report.id(), RunTurn.FINISH, owner)));
    }

    private void consider(DeadLetter<T> letter) {
        if (!report.filter().matches(letter)) {
            return;
        }
        try {
            RunStep.Letter taken = report.kind() == RunReport.Kind.REPLAY
                    ? letters.replayed(letter, options.edit())
                    : new RunStep.Letter(letter.id(), new byte[0], new byte[0]);
            batch.add(taken);
            batchBytes += taken.meta().length + taken.entry().length;
        } catch (HeadraceException uneditable) {
            failed++;
            if (failures.size() < MOST_FAILURES) {
                List<String> more = new ArrayList<>(failures);
                more.add(String.valueOf(uneditable.getMessage()));
                failures = List.copyOf(more);
            }
        }
    }

    private boolean isFull() {
        int most = report.perSecond() == 0 ? MOST_LETTERS : Math.max(1, report.perSecond() / STEPS_PER_SECOND);
        return batch.size() + failed >= Math.min(MOST_LETTERS, most) || batchBytes >= MOST_BYTES;
    }

    /** Takes a step up to this letter; tells whether to go on behind it. */
    private boolean step(MessageId cursor) {
        waitForTurn();
        if (cancelUnheard) {
            return false;
        }
        know(Broker.await(broker.step(
                letters.group,
                new RunStep(
                        report.id(),
                        owner,
                        report.state().step() + 1,
                        cursor,
                        report.kind() == RunReport.Kind.REPLAY,
                        failed,
                        List.copyOf(batch)))));
        sent += batch.size();
        begin();
        return report.state().phase() == Phase.RUNNING
                && report.state().cursor().equals(cursor);
    }

    private void begin() {
        batch.clear();
        batchBytes = 0;
        failed = 0;
    }

    private void waitForTurn() {
        if (report.perSecond() > 0) {
            long dueNanos = startNanos + (long) (sent * 1e9 / report.perSecond());
            pause(Math.max(0, dueNanos - ticker.nanos()));
        }
    }

    /** Once it is over, an older reply changes nothing. */
    private synchronized void know(RunState state) {
        if (report.isOver()) {
            return;
        }
        report = report.with(state);
        if (report.isOver()) {
            over.countDown();
        }
        if (state.phase() == Phase.RUNNING && !state.owner().equals(owner)) {
            throw stopped("another process goes on with it.", "", null);
        }
    }

    private void giveUpIf(BrokerException failure, boolean patienceIsOver) {
        boolean transientTrouble = switch (failure.code()) {
            case CONNECTION_LOST, UNREACHABLE, NOT_READY, OUT_OF_MEMORY -> true;
            default -> false;
        };
        if (!transientTrouble || patienceIsOver) {
            throw stopped(
                    String.valueOf(failure.getMessage()),
                    " Go on later with: headrace replays resume " + letters.group.stream() + ' ' + letters.group.group()
                            + ' ' + report.id(),
                    failure);
        }
    }

    /** The last step may have been taken or not: the server knows. */
    private void resync() {
        pause(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        try {
            ask();
        } catch (BrokerException still) {
            // the next pass fails, too, and counts the time
        }
    }

    private void ask() {
        Broker.await(broker.runs(letters.group)).stream()
                .filter(run -> run.id().equals(report.id()))
                .findFirst()
                .ifPresent(run -> know(run.state()));
    }

    /** What nobody answered may have been heard, and somebody else may have gone on since: that is left alone. */
    private void endUnlessOver() {
        ask();
        if (!report.isOver()) {
            end();
        }
    }

    private void end() {
        know(Broker.await(broker.turn(letters.group, report.id(), RunTurn.CANCEL, owner)));
    }

    private void pause(long nanos) {
        try {
            over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private HeadraceException stopped(String why, String next, @Nullable Throwable cause) {
        RunState state = report.state();
        return new HeadraceException(
                ErrorCode.RUN_STOPPED,
                "Replay " + report.id() + " of " + letters.group + " stopped: " + why + " By its last answer "
                        + state.moved() + " dead letters were taken, " + state.missed() + " were gone before, "
                        + state.failed() + " stay." + next,
                cause);
    }

    private static MessageId max(MessageId a, MessageId b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static MessageId min(MessageId a, MessageId b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
