package io.headrace.examples.accesslog;

import io.headrace.Headrace;
import io.headrace.WorkerBuilder;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.examples.accesslog.AccessLogReport.DeadLine;
import io.headrace.examples.accesslog.AccessLogReport.Figures;
import io.headrace.handler.Context;
import io.headrace.message.MessageId;
import io.headrace.retry.Reject;
import io.headrace.send.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The log's way through Headrace: lines on the first stream, a worker that parses them, page views on the second
 * stream, a worker that counts them. A page view is emitted in the same step as its line's ack, so each line yields
 * exactly one; a line that cannot be parsed becomes a dead letter.
 */
final class Pipeline {
    static final String PARSER = "parser";
    static final String COUNTER = "counter";
    static final String CLOSING_QUOTE = "\"";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();
    private static final int MOST_DEAD_LETTERS = 1000;

    private final Headrace headrace;
    private final Streams streams;
    private final DeadLetters<String> deadLetters;
    private final Traffic traffic = new Traffic();
    private final List<MessageId> sent = new ArrayList<>();

    Pipeline(Headrace headrace, Streams streams) {
        this.headrace = headrace;
        this.streams = streams;
        this.deadLetters = headrace.deadLetters(streams.lines(), PARSER);
    }

    /** Starts both workers. */
    void start() {
        parser().start();
        counter().start();
    }

    WorkerBuilder parser() {
        return headrace.worker(PARSER).on(streams.lines(), this::parse);
    }

    WorkerBuilder counter() {
        return headrace.worker(COUNTER).on(streams.views(), this::count);
    }

    private void parse(String line, Context context) {
        try {
            context.emit(streams.views(), LogLine.parse(line));
        } catch (MalformedLineException malformed) {
            throw Reject.because(malformed.problem(), malformed);
        }
    }

    private void count(PageView view, Context context) {
        traffic.count(context.version(), view);
    }

    /** Sends the lines in their order and returns when the server has confirmed all of them. */
    void send(List<String> lines, Progress progress) {
        Sender<String> sender = headrace.sender(streams.lines());
        List<CompletableFuture<MessageId>> confirmations = new ArrayList<>(lines.size());
        for (String line : lines) {
            confirmations.add(sender.send(line));
            progress.handled(traffic.pageViews(), lines.size());
        }
        confirmations.forEach(confirmation -> sent.add(confirmation.join()));
    }

    /** Waits until every line sent is counted or dead-lettered. */
    void awaitHandled(Progress progress) {
        long handled = handled();
        long advancedNanos = System.nanoTime();
        while (handled < sent.size()) {
            progress.handled(handled, sent.size());
            LockSupport.parkNanos(POLL_NANOS);
            long before = handled;
            handled = handled();
            if (handled != before) {
                advancedNanos = System.nanoTime();
            } else if (System.nanoTime() - advancedNanos > PATIENCE.toNanos()) {
                throw new IllegalStateException("no line was handled for " + PATIENCE.toSeconds() + " s; " + handled
                        + " of " + sent.size() + " are through");
            }
        }
        progress.handled(handled, sent.size());
    }

    private long handled() {
        return traffic.pageViews() + deadLetters.size();
    }

    Figures figures() {
        return new Figures(sent.size(), deadLetters.size(), traffic.totals());
    }

    /** The lines that could not be parsed. */
    List<DeadLine> deadLines() {
        return deadLetters.list(MOST_DEAD_LETTERS).stream().map(this::deadLine).toList();
    }

    private DeadLine deadLine(DeadLetter<String> letter) {
        int number = sent.indexOf(letter.messageId()) + 1;
        return new DeadLine(number, letter.messageId(), letter.reason(), letter.error(), letter.value());
    }

    /** Adds the closing quote to every dead letter and hands it to the parser again, and to no other group. */
    void repairAndReplay() {
        for (DeadLetter<String> letter : deadLetters.list(MOST_DEAD_LETTERS)) {
            deadLetters.replay(letter.id(), line -> line + CLOSING_QUOTE);
        }
    }
}
