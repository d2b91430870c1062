package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Broker;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.memory.MemoryBrokerProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServerCheckTest {
    private static final Finding EVICTION =
            new Finding(ErrorCode.EVICTION, "It may evict", "the policy is allkeys-lru", "CONFIG SET noeviction");
    private static final Finding SKEW = new Finding(ErrorCode.CLOCK_SKEW, "It is late", "by 2.0 s", "Let NTP set it");

    private final List<Finding> told = new CopyOnWriteArrayList<>();

    @Test
    void findings_areToldOnce_howeverOftenItIsBegun() {
        AtomicInteger asked = new AtomicInteger();
        ServerCheck check = check(() -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(List.of(EVICTION, SKEW));
        });

        check.begin().join();
        check.begin().join();

        assertThat(told).containsExactly(EVICTION, SKEW);
        assertThat(asked).hasValue(1);
    }

    @Test
    void finding_isOneLineWithItsCodeAndTheFixLast() {
        assertThat(EVICTION).hasToString("HR-1301 It may evict: the policy is allkeys-lru. CONFIG SET noeviction");
    }

    @Test
    void checkThatThrows_isAFinding() {
        check(() -> {
                    throw new IllegalStateException("no way");
                })
                .begin()
                .join();

        assertThat(told).singleElement().asString().startsWith("HR-1305 ").contains("no way");
    }

    @Test
    void checkThatFails_isAFinding() {
        check(() -> CompletableFuture.failedFuture(new IllegalStateException("no way")))
                .begin()
                .join();

        assertThat(told).singleElement().asString().startsWith("HR-1305 ").contains("no way");
    }

    @Test
    void checkThatNeverEnds_isGivenUp() {
        check(CompletableFuture::new).begin().join();

        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("HR-1305 The server could not be checked: no answer within 20 ms.");
    }

    @Test
    void cancelledCheck_tellsNothing() {
        CompletableFuture<List<Finding>> answer = new CompletableFuture<>();
        ServerCheck check = check(() -> answer);

        CompletableFuture<?> end = check.begin();
        check.cancel();
        answer.completeExceptionally(new IllegalStateException("closed"));
        end.join();

        assertThat(told).isEmpty();
    }

    @Test
    void memory_hasNothingToFind() {
        Broker broker = new MemoryBrokerProvider().connect("memory:check", ConnectOptions.DEFAULTS);

        assertThat(broker.check().join()).isEmpty();
    }

    private ServerCheck check(Supplier<CompletableFuture<List<Finding>>> check) {
        return new ServerCheck(check, Duration.ofMillis(20), told::add);
    }
}
