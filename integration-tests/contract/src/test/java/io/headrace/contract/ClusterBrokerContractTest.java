package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Outcome;
import io.headrace.broker.Outcome.Kind;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.testkit.RedisBinary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract on a cluster of one node, with names of one hash tag; and what happens without it. */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class ClusterBrokerContractTest extends BrokerContract {
    private static final GroupRef ORDERS = new GroupRef("{t}orders", "billing");

    @Parameter
    RedisBinary binary;

    @Override
    protected BrokerUnderTest open() {
        return new RedisUnderTest(Servers.running(binary, true), "{t}");
    }

    @Test
    @Tag("P3")
    void emitIntoAnotherSlot_isRefusedAloneAndStaysPending() {
        try (BrokerUnderTest server = open()) {
            Broker broker = server.broker();
            List<EntryRef> refs = deliverTwo(broker);

            List<Outcome> outcomes = broker.commit(
                            ORDERS,
                            "anne",
                            List.of(
                                    new Commit(refs.get(0), false, List.of(emit("elsewhere"))),
                                    new Commit(refs.get(1), false, List.of(emit("{t}bills")))))
                    .join();

            assertThat(outcomes.stream().map(Outcome::kind)).containsExactly(Kind.REFUSED, Kind.DONE);
            assertThat(outcomes.get(0).refusal().code()).isEqualTo(ErrorCode.CROSS_SLOT);
            assertThat(broker.held(ORDERS, "anne", Source.STREAM, MessageId.MIN, 9)
                            .join())
                    .containsExactly(refs.get(0).id());
        }
    }

    @Test
    void streamWithoutHashTag_sharesItsSlotWithItsOwnKeys() {
        try (BrokerUnderTest server = open()) {
            GroupRef plain = new GroupRef("plain", "billing");

            boolean created = server.broker().openGroup(plain, Start.earliest()).join();

            assertThat(created).isTrue();
            assertThat(server.broker().inspect(plain).join().totalPending()).isZero();
        }
    }

    private static List<EntryRef> deliverTwo(Broker broker) {
        broker.openGroup(ORDERS, Start.earliest()).join();
        broker.append(List.of(append("a"), append("b")), Durability.memory()).join();
        try (Reader reader = broker.reader(ORDERS, "anne", () -> {})) {
            Fetched fetched =
                    reader.fetch(new Fetch(true, true, 9, Duration.ZERO)).join();
            return List.of(ref(fetched, 0), ref(fetched, 1));
        }
    }

    private static EntryRef ref(Fetched fetched, int entry) {
        return new EntryRef(Source.STREAM, fetched.stream().id(entry));
    }

    private static Append append(String data) {
        return new Append(ORDERS.stream(), entry(data));
    }

    private static Effect emit(String stream) {
        return Effect.emit(new Append(stream, entry("x")));
    }

    private static Envelope entry(String data) {
        return Envelope.of(null, 1, Map.of(), data.getBytes(UTF_8));
    }
}
