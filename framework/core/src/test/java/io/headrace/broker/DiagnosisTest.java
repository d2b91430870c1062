package io.headrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.HeadraceException;
import io.headrace.memory.MemoryBrokerProvider;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    @Test
    void memory_hasNothingToFind() {
        try (Broker broker = new MemoryBrokerProvider().connect("memory:diagnosis", ConnectOptions.DEFAULTS)) {
            assertThat(broker.diagnose(Diagnosis.DEFAULTS).join()).isEmpty();
        }
    }

    @Test
    void changedCopy_keepsTheRest() {
        Thresholds thresholds = Thresholds.DEFAULTS.growth(7).deadLetterAge(Duration.ofDays(1));

        Diagnosis request = Diagnosis.DEFAULTS
                .prefixes(List.of("cache:"))
                .sample(5)
                .between(Duration.ofSeconds(1))
                .thresholds(thresholds);

        assertThat(request.prefixes()).containsExactly("cache:");
        assertThat(request.sample()).isEqualTo(5);
        assertThat(request.between()).isEqualTo(Duration.ofSeconds(1));
        assertThat(request.thresholds().growth()).isEqualTo(7);
        assertThat(request.thresholds().keyBytes()).isEqualTo(Thresholds.DEFAULTS.keyBytes());
    }

    @Test
    void badRequest_isRefusedAtOnce() {
        refused(() -> Diagnosis.DEFAULTS.sample(0), "sample must be at least 1, was 0");
        refused(() -> Diagnosis.DEFAULTS.between(Duration.ofMillis(-1)), "between must not be negative, was PT-0.001S");
        refused(() -> Diagnosis.DEFAULTS.prefixes(List.of("")), "a prefix of keys must not be blank");
    }

    private static void refused(ThrowingCallable request, String rule) {
        assertThatThrownBy(request)
                .isInstanceOf(HeadraceException.class)
                .hasMessageStartingWith("HR-1004 ")
                .hasMessageContaining(rule);
    }
}
