package io.headrace.examples.accesslog;

import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.List;

/**
 * What the job found.
 *
 * @param before    the figures after the first pass
 * @param elapsed   from the first send to the last page view of the first pass
 * @param deadLines the lines that could not be parsed then
 * @param after     the figures after those lines were repaired and replayed
 */
record AccessLogReport(Figures before, Duration elapsed, List<DeadLine> deadLines, Figures after) {
    /** Messages handled per second in the first pass; a parsed line is two messages, one on each stream. */
    long messagesPerSecond() {
        return Math.round(messages() * 1e9 / Math.max(1, elapsed.toNanos()));
    }

    /** Messages handled in the first pass, on both streams together. */
    long messages() {
        return before.lines + before.parsed();
    }

    /** The figures at one moment; {@code parsed} lines are those that arrived at the counter as page views. */
    record Figures(long lines, long deadLettered, Traffic.Totals traffic) {
        long parsed() {
            return traffic.pageViews();
        }
    }

    /**
     * A line that became a dead letter.
     *
     * @param number    its number in the file, from 1
     * @param messageId its id on the stream
     * @param reason    the framework's word for why, for example {@code REJECTED}
     * @param error     what the parser said
     */
    record DeadLine(int number, MessageId messageId, String reason, String error, String text) {}
}
