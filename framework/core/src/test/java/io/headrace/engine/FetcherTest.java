package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.Reader;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P12")
class FetcherTest {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final ManualTime time = new ManualTime(0);
    private final Desk desk = Desks.on(time);
    private final List<Fetch> reads = new ArrayList<>();
    private final List<CompletableFuture<Fetched>> replies = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int wakes;
    private int arrived;
    private final Fetcher fetcher = new Fetcher(
            desk,
            new Reader() {
                @Override
                public CompletableFuture<Fetched> fetch(Fetch request) {
                    reads.add(request);
                    replies.add(new CompletableFuture<>());
                    return replies.get(replies.size() - 1);
                }

                @Override
                public void rename(String consumer) {
                    names.add(consumer);
                }

                @Override
                public void wake() {
                    wakes++;
                }

                @Override
                public void close() {
                    throw new UnsupportedOperationException();
                }
            },
            Desks.lease(desk),
            (name, fetched) ->
                    arrived += fetched.stream().size() + fetched.lane().size(),
            failures::add);

    @Test
    void idleStream_hasOneWaitingReadOfStreamAndLane() {
        assertThat(step(16, 16)).isEqualTo(1);
        assertThat(step(16 - fetcher.reserved(), 16)).isZero();

        // Half of the window is left to claims, and the count holds for the stream and the lane each.
        assertThat(reads).containsExactly(new Fetch(true, true, 4, WAIT));
        assertThat(fetcher.reserved()).isEqualTo(8);
    }

    @Test
    void withoutCredits_nothingIsRead() {
        assertThat(step(0, 16)).isZero();
        assertThat(step(-3, 16)).isZero();

        assertThat(reads).isEmpty();
        assertThat(fetcher.isIdle()).isTrue();
    }

    @Test
    void fullReply_isABacklogThatIsReadWithoutWaiting() {
        step(16, 16);
        answer(0, 4, 0);

        step(4096, 4096);

        assertThat(reads.subList(1, reads.size())).hasSize(4).containsOnly(new Fetch(true, false, 500, Duration.ZERO));
        assertThat(fetcher.reserved()).isEqualTo(2000);
    }

    @Test
    void replyThatIsNotFull_endsTheBacklog() {
        step(16, 16);
        answer(0, 4, 0);
        step(16, 16);
        answer(1, 15, 0);

        step(16, 16);

        assertThat(reads.get(2)).isEqualTo(new Fetch(true, true, 4, WAIT));
    }

    @Test
    void reads_neverReserveMoreThanTheCredits() {
        for (int credits = 1; credits < 600; credits++) {
            int before = fetcher.reserved();
            step(credits, 600);
            assertThat(fetcher.reserved() - before).isBetween(0, credits);
            if (credits % 3 == 0) {
                for (int i = 0; i < reads.size(); i++) {
                    answer(i, reads.get(i).count(), 0);
                }
            }
        }
    }

    @Test
    void singleCredit_readsStreamAndLaneInTurn() {
        for (int i = 0; i < 4; i++) {
            step(1, 4);
            answer(i, 0, 0);
        }

        assertThat(reads)
                .containsExactly(
                        new Fetch(true, false, 1, WAIT),
                        new Fetch(false, true, 1, Duration.ZERO),
                        new Fetch(true, false, 1, WAIT),
                        new Fetch(false, true, 1, Duration.ZERO));
    }

    @Test
    @Tag("P9")
    void laneDuringABacklog_isReadTenTimesASecond() {
        step(16, 16);
        answer(0, 4, 0);
        for (int i = 1; i <= 200; i++) {
            step(16, 16);
            answer(i, reads.get(i).count(), 0);
            time.advance(Duration.ofMillis(10));
        }

        assertThat(reads.stream().filter(Fetch::lane)).hasSizeBetween(20, 22);
        assertThat(reads.stream().filter(Fetch::stream)).hasSameSizeAs(reads);
    }

    @Test
    void answeredRead_givesItsCreditsBack() {
        step(16, 16);

        answer(0, 2, 3);

        assertThat(arrived).isEqualTo(5);
        assertThat(fetcher.reserved()).isZero();
        assertThat(fetcher.isIdle()).isTrue();
    }

    @Test
    void failedRead_isToldAndRepeatedAfterAPause() {
        step(16, 16);

        replies.get(0).completeExceptionally(BrokerException.unanswered("gone", null));
        desk.inbox().drain();

        assertThat(failures).hasSize(1);
        assertThat(fetcher.reserved()).isZero();
        assertThat(step(16, 16)).isZero();
        assertThat(fetcher.deadlineNanos()).isBetween(25_000_000L, 50_000_000L);
        time.advanceTo(fetcher.deadlineNanos());
        assertThat(step(16, 16)).isEqualTo(1);
        assertThat(fetcher.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void wake_endsAWaitingReadOnly() {
        fetcher.wake();
        assertThat(wakes).isZero();
        step(16, 16);
        fetcher.wake();
        assertThat(wakes).isEqualTo(1);
        answer(0, 4, 0);
        step(16, 16);

        fetcher.wake();

        assertThat(wakes).isEqualTo(1);
    }

    private int step(int credits, int window) {
        return fetcher.step(time.nanos(), credits, window, false);
    }

    private void answer(int read, int fromStream, int fromLane) {
        replies.get(read).complete(new Fetched(batch(fromStream), batch(fromLane)));
        desk.inbox().drain();
    }

    private static EntryBatch batch(int size) {
        EntryBatch.Builder batch = new EntryBatch.Builder();
        for (int i = 0; i < size; i++) {
            batch.entry(1, i);
        }
        return batch.build();
    }
}
