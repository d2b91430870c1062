package io.headrace.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.retry.Verdict.GiveUp;
import io.headrace.retry.Verdict.Reason;
import io.headrace.retry.Verdict.TryAgain;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ErrorPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ZERO;
    private static final ErrorPolicy POLICY =
            ErrorPolicy.standard().backoff(Backoff.fixed(SECOND)).maxAttempts(3);

    @Test
    void ordinaryFailure_isTriedAgainAfterTheBackoff() {
        ErrorPolicy policy = POLICY.backoff(Backoff.exponential(SECOND, Duration.ofMinutes(1)));

        assertThat(policy.decide(new IOException("down"), 1, FRESH, 0.5)).isEqualTo(new TryAgain(SECOND));
        assertThat(policy.decide(new IOException("down"), 2, FRESH, 0.5))
                .isEqualTo(new TryAgain(Duration.ofSeconds(2)));
        assertThat(policy.decide(new IOException("down"), 2, FRESH, 0))
                .isEqualTo(new TryAgain(Duration.ofMillis(1600)));
    }

    @Test
    void error_isTriedAgainLikeAnException() {
        assertThat(POLICY.decide(new AssertionError("x"), 1, FRESH, 0.5)).isEqualTo(new TryAgain(SECOND));
    }

    @Test
    void lastAttempt_exhaustsTheMessage() {
        assertThat(POLICY.decide(new IOException("down"), 2, FRESH, 0.5)).isInstanceOf(TryAgain.class);
        assertThat(POLICY.decide(new IOException("down"), 3, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
        assertThat(POLICY.decide(new IOException("down"), 4, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
    }

    @Test
    void reject_givesUpAtTheFirstAttempt() {
        assertThat(POLICY.decide(Reject.because("no such customer"), 1, FRESH, 0.5))
                .isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(POLICY.decide(Reject.because("closed", new IOException("x")), 1, FRESH, 0.5))
                .isEqualTo(new GiveUp(Reason.REJECTED));
    }

    @Test
    void rejectedType_coversItsSubclassesOnly() {
        ErrorPolicy policy = POLICY.rejectOn(IOException.class).rejectOn(IllegalStateException.class);

        assertThat(policy.decide(new IOException("x"), 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new FileNotFoundException("x"), 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new IllegalStateException("x"), 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new Exception(new IOException("x")), 1, FRESH, 0.5))
                .isInstanceOf(TryAgain.class);
        assertThat(POLICY.decide(new IOException("x"), 1, FRESH, 0.5)).isInstanceOf(TryAgain.class);
    }

    @Test
    void undecodableData_isNeverRetried() {
        DecodeException undecodable = new DecodeException("not an order", null);

        assertThat(POLICY.decide(undecodable, 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.UNDECODABLE));
        assertThat(POLICY.retryOn(DecodeException.class, Backoff.fixed(SECOND), 5)
                        .decide(undecodable, 1, FRESH, 0.5))
                .isEqualTo(new GiveUp(Reason.UNDECODABLE));
    }

    @Test
    void retryAfter_overridesTheBackoff() {
        Duration hour = Duration.ofHours(1);

        assertThat(POLICY.decide(Retry.after(hour), 1, FRESH, 0)).isEqualTo(new TryAgain(hour));
        assertThat(POLICY.decide(Retry.after(hour, new IOException("busy")), 2, FRESH, 0.9))
                .isEqualTo(new TryAgain(hour));
    }

    @Test
    void retryAfter_countsAsAnAttempt() {
        assertThat(POLICY.decide(Retry.after(SECOND), 3, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
    }

    @Test
    void retryAfter_saysWhatFailed() {
        assertThat(Retry.after(SECOND, new IOException("busy")))
                .hasMessage("retry after PT1S: java.io.IOException: busy")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void standardPolicy_isTheDocumentedOne() {
        ErrorPolicy standard = ErrorPolicy.standard();

        assertThat(standard.decide(new IOException("x"), 9, Duration.ofDays(9), 0.5))
                .isEqualTo(new TryAgain(Duration.ofMillis(51_200)));
        assertThat(standard.decide(new IOException("x"), 10, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
        assertThat(standard.decide(new IOException("x"), 1, FRESH, 0)).isEqualTo(new TryAgain(Duration.ofMillis(160)));
    }

    @Test
    void nearestRule_winsOverThoseOfSuperclasses() {
        Backoff slow = Backoff.fixed(Duration.ofMinutes(1));
        ErrorPolicy policy = POLICY.retryOn(FileNotFoundException.class, slow, 7)
                .rejectOn(IOException.class)
                .pauseOn(Exception.class, slow);

        assertThat(policy.decide(new FileNotFoundException(), 6, FRESH, 0.5)).isEqualTo(new TryAgain(slow.initial()));
        assertThat(policy.decide(new FileNotFoundException(), 7, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.EXHAUSTED));
        assertThat(policy.decide(new IOException(), 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new Exception(), 99, FRESH, 0.5)).isEqualTo(new Verdict.Pause(slow));
    }

    @Test
    void laterRule_replacesAnEarlierOneForTheSameException() {
        ErrorPolicy policy = POLICY.rejectOn(IOException.class).pauseOn(IOException.class);

        assertThat(policy.decide(new IOException(), 1, FRESH, 0.5)).isInstanceOf(Verdict.Pause.class);
    }

    @Test
    void wrapperOfAFuture_isLookedThrough() {
        ErrorPolicy policy = POLICY.rejectOn(IOException.class);
        Throwable wrapped = new CompletionException(new ExecutionException(new IOException("x")));

        assertThat(policy.decide(wrapped, 1, FRESH, 0.5)).isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new CompletionException(Reject.because("no")), 1, FRESH, 0.5))
                .isEqualTo(new GiveUp(Reason.REJECTED));
        assertThat(policy.decide(new CompletionException("without a cause", null), 1, FRESH, 0.5))
                .isInstanceOf(TryAgain.class);
    }

    @Test
    void wrapperThatThrowsWhenAskedForItsCause_countsItself() {
        CompletionException mute = new CompletionException("x", null) {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("not initialized");
            }
        };

        assertThat(POLICY.decide(mute, 1, FRESH, 0.5)).isEqualTo(new TryAgain(SECOND));
        assertThat(POLICY.rejectOn(CompletionException.class).decide(mute, 1, FRESH, 0.5))
                .isEqualTo(new GiveUp(Reason.REJECTED));
    }

    @Test
    @Timeout(60)
    void wrapperThatIsItsOwnCause_isTriedAgain() {
        CompletionException circle = new CompletionException("x", null) {
            private static final long serialVersionUID = 1;

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        };

        assertThat(POLICY.decide(circle, 1, FRESH, 0.5)).isEqualTo(new TryAgain(SECOND));
    }

    @Test
    void attemptDueAfterTheMaximalAge_isTheLast() {
        ErrorPolicy policy = POLICY.maxAge(Duration.ofMinutes(5));

        assertThat(policy.decide(new IOException(), 2, Duration.ofSeconds(299), 0.5))
                .isInstanceOf(TryAgain.class);
        assertThat(policy.decide(new IOException(), 2, Duration.ofMinutes(5), 0.5))
                .isEqualTo(new GiveUp(Reason.EXPIRED));
        assertThatThrownBy(() -> POLICY.maxAge(Duration.ZERO)).hasMessageContaining("maxAge is PT0S");
    }

    @Test
    void lessThanOneAttempt_isRefusedAtOnce() {
        assertThatThrownBy(() -> POLICY.maxAttempts(0))
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageContaining("maxAttempts is 0");
    }
}
