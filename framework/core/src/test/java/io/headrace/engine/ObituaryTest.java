package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Attempts;
import io.headrace.deadletter.Provenance;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P8")
class ObituaryTest {
    private static final Delivery DELIVERY =
            Deliveries.of(Source.STREAM, 4, new Attempts(2, 777, 888, "x", 0, 0), "data");

    private final Obituary obituary = new Obituary(Desks.GROUP);

    /** Has nothing to say, in one way or another. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Runnable answer;

        Mute(Runnable answer) {
            this.answer = answer;
        }

        @Override
        public String getMessage() {
            answer.run();
            return "never said";
        }
    }

    @Test
    void account_saysWhatWhereAndWhy() {
        Provenance account = write(new IOException("disk full", new IllegalStateException("quota")));

        assertThat(account)
                .usingRecursiveComparison()
                .ignoringFields("stack")
                .isEqualTo(new Provenance(
                        "orders",
                        "billing",
                        new MessageId(1, 4),
                        "EXHAUSTED",
                        "java.io.IOException",
                        "disk full",
                        "",
                        3,
                        "hr-anne",
                        777,
                        0,
                        List.of()));
        assertThat(account.stack())
                .startsWith("java.io.IOException: disk full")
                .contains("at " + ObituaryTest.class.getName(), "Caused by: java.lang.IllegalStateException: quota");
    }

    @Test
    @Tag("P9")
    void replayedMessage_isNamedByItsFirstId() {
        Delivery replayed = Deliveries.of(Source.LANE, 9, Attempts.NONE, "data");
        Provenance first = write(new IOException("disk full"));
        replayed.replayOf(first.replayed(new MessageId(5, 0)));

        Provenance account =
                Provenance.unpack(obituary.write(replayed, "REJECTED", new IllegalStateException("again")));

        assertThat(account.message()).isEqualTo(new MessageId(1, 4));
        assertThat(account.replays()).isOne();
        assertThat(account.history()).containsExactly(new Provenance.Death(5, "java.io.IOException", "disk full"));
        assertThat(account.attempts()).isEqualTo(1);
    }

    @Test
    void exceptionWhoseMessageThrows_isNamedByItsClass() {
        Mute failure = new Mute(() -> {
            throw new UnsupportedOperationException("ask somebody else");
        });

        Provenance account = write(failure);

        assertThat(account.exceptionClass()).isEqualTo(Mute.class.getName());
        assertThat(account.error()).isEqualTo(Mute.class.getName());
        assertThat(account.stack()).isEqualTo(Mute.class.getName());
        assertThat(Obituary.line(failure)).isEqualTo(Mute.class.getName());
    }

    @Test
    void exceptionWhoseMessageNeverEnds_isNamedByItsClass() {
        Mute failure = new Mute(ObituaryTest::sink);

        assertThat(write(failure).error()).isEqualTo(Mute.class.getName());
        assertThat(Obituary.line(failure)).isEqualTo(Mute.class.getName());
    }

    @Test
    void exceptionWithoutMessage_isStillWritten() {
        assertThat(write(new IOException()).exceptionClass()).isEqualTo("java.io.IOException");
        assertThat(Obituary.line(new IOException())).isEqualTo("java.io.IOException");
    }

    @Test
    void longTexts_areCut() {
        IOException failure = new IOException("m".repeat(5_000));
        for (int i = 0; i < 200; i++) {
            failure = new IOException("layer " + i, failure);
        }
        IOException wordy = new IOException("m".repeat(1_000_000));

        assertThat(write(failure).stack()).hasSize(8 * 1024).endsWith("…");
        assertThat(write(wordy).error()).hasSize(Attempts.MAX_ERROR_LENGTH).endsWith("m…");
        assertThat(Obituary.line(wordy))
                .hasSize(Attempts.MAX_ERROR_LENGTH)
                .startsWith("java.io.IOException: mmm")
                .endsWith("m…");
    }

    @Test
    void deepStacks_keepEveryCauseWithItsFirstFrames() {
        Throwable failure = new IOException("root");
        for (int i = 1; i <= 4; i++) {
            failure = deep(200, new IllegalStateException("layer " + i, failure));
        }

        String stack = write(failure).stack();

        assertThat(stack)
                .contains("layer 4", "layer 3", "layer 2", "layer 1", "Caused by: java.io.IOException: root")
                .contains("more\n")
                .hasSizeLessThanOrEqualTo(8 * 1024);
    }

    @Test
    void causesInACircle_end() {
        IOException first = new IOException("first");
        first.initCause(new IOException("second", first));

        assertThat(write(first).stack()).contains("Caused by: java.io.IOException: second");
    }

    @Test
    void exceptionThatCannotBePrinted_hasAStandInForTheLog() {
        Mute mute = new Mute(() -> {
            throw new NoClassDefFoundError("gone");
        });
        IOException fine = new IOException("x");

        assertThat(Obituary.printable(mute)).hasMessageContaining(Mute.class.getName());
        assertThat(Obituary.printable(new IOException("around", mute))).hasMessageContaining("java.io.IOException");
        assertThat(Obituary.printable(fine)).isSameAs(fine);
    }

    @Test
    void textsOfTheGreatestLength_areNotCut() {
        String message = "m".repeat(Attempts.MAX_ERROR_LENGTH);

        assertThat(write(new IOException(message)).error()).isEqualTo(message);
    }

    @Test
    void textCutWithinACharacter_isStillPacked() {
        String message = "m".repeat(Attempts.MAX_ERROR_LENGTH - 2) + "\ud83d\ude00\ud83d\ude00";

        assertThat(write(new IOException(message)).error()).startsWith("mmm").endsWith("…");
    }

    private Provenance write(Throwable failure) {
        return Provenance.unpack(obituary.write(DELIVERY, "EXHAUSTED", failure));
    }

    /** The failure with so many frames on its stack. */
    private static Throwable deep(int frames, Throwable failure) {
        StackTraceElement[] stack = new StackTraceElement[frames];
        Arrays.setAll(stack, i -> new StackTraceElement("com.example.Shop", "call" + i, "Shop.java", i));
        failure.setStackTrace(stack);
        return failure;
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static void sink() {
        sink();
    }
}
