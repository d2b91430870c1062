package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final GroupRef BILLING = new GroupRef("orders", "billing");

    private final ManualTime time = new ManualTime(0);
    private final Deque<CompletableFuture<GroupStatus>> answers = new ArrayDeque<>();
    private final Backlog backlog = new Backlog(operations(), BILLING, time);

    @Test
    void answer_isKeptForASecond() {
        answers.add(CompletableFuture.completedFuture(lag(1)));
        answers.add(CompletableFuture.completedFuture(lag(2)));

        assertThat(backlog.getValue()).isEqualTo(1);
        time.advance(Duration.ofMillis(999));
        assertThat(backlog.getValue()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        assertThat(backlog.getValue()).isEqualTo(2);
    }

    @Test
    void answerThatIsLate_isTheNextReaders() {
        CompletableFuture<GroupStatus> late = new CompletableFuture<>();
        answers.add(CompletableFuture.completedFuture(lag(1)));
        answers.add(late);

        assertThat(backlog.getValue()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(backlog.getValue()).isEqualTo(1);
        late.complete(lag(3));

        assertThat(backlog.getValue()).isEqualTo(3);
    }

    @Test
    void serverThatDoesNotAnswer_isNotAskedAgain() {
        answers.add(new CompletableFuture<>());

        assertThat(backlog.getValue()).isEqualTo(-1);
        time.advance(Duration.ofMinutes(1));
        assertThat(backlog.getValue()).isEqualTo(-1); // a second question would find no answer here
    }

    @Test
    void failure_isToldAsUnknown_untilTheServerAnswersAgain() {
        answers.add(CompletableFuture.completedFuture(lag(1)));
        answers.add(CompletableFuture.failedFuture(BrokerException.unanswered("cut", null)));
        answers.add(CompletableFuture.completedFuture(lag(2)));

        assertThat(backlog.getValue()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(backlog.getValue()).isEqualTo(-1);
        time.advance(Duration.ofSeconds(1));
        assertThat(backlog.getValue()).isEqualTo(2);
    }

    @Test
    void interruptedReader_getsTheLastAnswer_andStaysInterrupted() {
        answers.add(CompletableFuture.completedFuture(lag(1)));
        answers.add(new CompletableFuture<>());
        backlog.getValue();
        time.advance(Duration.ofSeconds(1));

        Thread.currentThread().interrupt();

        assertThat(backlog.getValue()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Operations operations() {
        return (Operations) Proxy.newProxyInstance(
                Operations.class.getClassLoader(),
                new Class<?>[] {Operations.class},
                (proxy, method, arguments) -> answers.remove());
    }

    private static GroupStatus lag(long lag) {
        return new GroupStatus(MessageId.MIN, MessageId.MIN, lag, 0, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
