package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.redis.StreamLook.Shape;
import java.util.List;
import java.util.Optional;

/** Whether a long stream holds mostly what no group needs. */
final class TrimExam {
    private static final double MOST = 0.5;

    private final Thresholds thresholds;

    TrimExam(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    Optional<Finding> examine(StreamLook stream) {
        return stream.shape()
                .filter(shape -> shape.length() > thresholds.streamLength())
                .flatMap(shape -> settledByAll(stream.groups())
                        .filter(settled -> settledShare(stream, shape, settled) > MOST)
                        .map(settled -> finding(stream.stream(), shape, settled)));
    }

    /** The id up to which every group has settled everything; empty if there is no group, or one could not be asked. */
    static Optional<MessageId> settledByAll(List<GroupLook> groups) {
        return groups.stream().anyMatch(group -> group.settled().isEmpty())
                ? Optional.empty()
                : groups.stream().flatMap(group -> group.settled().stream()).min(MessageId::compareTo);
    }

    /** Exact where nothing is pending and lags are known; otherwise as if entries had come at an even rate. */
    private static double settledShare(StreamLook stream, Shape shape, MessageId settled) {
        boolean countable = stream.groups().stream()
                .allMatch(group -> group.pending() == 0 && group.lag().isPresent());
        if (countable) {
            long lag = stream.groups().stream()
                    .mapToLong(group -> group.lag().orElse(0L))
                    .max()
                    .orElse(0);
            return 1 - (double) lag / shape.length();
        }
        double span = shape.last().millis() - shape.first().millis();
        return span <= 0 ? 0 : (settled.millis() - shape.first().millis()) / span;
    }

    private static Finding finding(String stream, Shape shape, MessageId settled) {
        return Finding.advice(
                ErrorCode.UNTRIMMED,
                "Nobody trims stream \"" + stream + '"',
                Wording.entries(shape.length()) + ", and every group has settled" + " those up to " + settled
                        + ", more than half; they only cost memory",
                "Unless they are kept on purpose, give the stream a retention, such as Retention.acked(); or once by hand: XTRIM "
                        + Wording.word(stream) + " MINID ~ " + settled + " LIMIT 0");
    }
}
