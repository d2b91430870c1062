package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.codec.Codec;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerBuilderTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999S", "PT-5S", "PT10M0.001S", "PT87600H"})
    void leaseThatIsTooShortOrTooLong_isRefusedWithItsBounds(String lease) {
        try (Headrace headrace = Headrace.connect("memory:builder")) {
            WorkerBuilder builder = headrace.worker("billing");

            assertThatThrownBy(() -> builder.lease(Duration.parse(lease)))
                    .hasMessageStartingWith("HR-1004 ")
                    .hasMessageContaining(Duration.parse(lease).toString())
                    .hasMessageContaining("1 s to 10 min");
        }
    }

    @Test
    @Tag("P4")
    void workersOfOneName_areTwoConsumers() {
        try (Headrace headrace = Headrace.connect("memory:names")) {
            for (int i = 0; i < 2; i++) {
                headrace.worker("billing")
                        .name("clerk")
                        .on(ORDERS, (order, context) -> {})
                        .start();
            }
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                names.add(WorkerNames.consumer("clerk"));
            }

            assertThat(names).hasSize(1_000).allMatch(name -> name.startsWith("hr-clerk-"));
            assertThat(headrace.health().reasons()).isEmpty();
        }
    }

    @Test
    void tunedHandler_keepsWhatWasNotChanged() {
        try (Headrace headrace = Headrace.connect("memory:tuned")) {
            WorkerBuilder builder = headrace.worker("billing")
                    .on(
                            ORDERS,
                            (order, context) -> {},
                            options -> options.order(Order.KEY).maxBytes(7));

            builder.tune("orders", options -> options.concurrency(3));

            HandlerOptions tuned = builder.plan().parts().get(0).options();
            assertThat(tuned)
                    .isEqualTo(
                            HandlerOptions.DEFAULTS.order(Order.KEY).maxBytes(7).concurrency(3));
        }
    }

    @Test
    void streamThatWasTakenOut_isLeftToOthers() {
        try (Headrace headrace = Headrace.connect("memory:without")) {
            EventStream<String> bills = EventStream.of("bills", Codec.utf8());
            WorkerBuilder builder = headrace.worker("billing")
                    .on(ORDERS, (order, context) -> {})
                    .on(bills, (bill, context) -> {});

            builder.without("orders");

            assertThat(builder.plan().parts())
                    .extracting(WorkerPlan.Part::stream)
                    .containsExactly("bills");
        }
    }

    @Test
    void tuningOfAStreamWithoutHandler_isRefusedWithThoseThereAre() {
        try (Headrace headrace = Headrace.connect("memory:strange")) {
            WorkerBuilder builder = headrace.worker("billing").on(ORDERS, (order, context) -> {});

            assertThatThrownBy(() -> builder.tune("order", options -> options))
                    .hasMessageStartingWith("HR-1004 ")
                    .hasMessageContaining("\"order\"")
                    .hasMessageContaining("[orders]");
        }
    }
}
