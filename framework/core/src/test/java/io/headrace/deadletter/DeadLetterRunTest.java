package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.broker.RunState;
import io.headrace.broker.RunState.Phase;
import io.headrace.broker.RunTurn;
import io.headrace.codec.Codec;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run whose calls get lost, on the test's own thread. */
@Tag("P9")
@Timeout(60)
class DeadLetterRunTest {
    private static final GroupRef GROUP = new GroupRef("orders", "billing");
    private static final String OWNER = "anne";

    private final ManualTime time = new ManualTime(1_700_000_000_000L);
    private final InMemoryBroker server = new InMemoryBroker(time, time);
    private int calls;
    private int unheard; // so many of the next calls get nowhere
    private Runnable onStep = () -> {}; // once, between a step and its reply

    @Test
    void cancelThatGotLost_isSentAgainByTheRun() {
        bury(10);
        DeadLetterRun<String> run = begin(ReplayOptions.defaults());
        unheard = 1;
        assertThatThrownBy(run::cancel).isInstanceOf(BrokerException.class);

        run.run();

        assertThat(run.await().state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(run.await().state().moved()).isZero();
        assertThat(state().phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void cancelThatGotLostOnTheWay_endsTheRunWithItsPresentStep() {
        bury(250);
        DeadLetterRun<String> run = begin(ReplayOptions.defaults());
        List<RunState> afterStep = new ArrayList<>();
        onStep = () -> {
            afterStep.add(state());
            unheard = 1;
            assertThatThrownBy(run::cancel).isInstanceOf(BrokerException.class);
        };

        run.run();

        assertThat(run.await().state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(state().step()).isOne();
        assertThat(afterStep)
                .singleElement()
                .satisfies(then -> assertThat(state().moved()).isEqualTo(then.moved()));
    }

    @Test
    void serverThatIsAway_isNotAskedWithoutPause_thoughCancelGotLost() {
        bury(10);
        DeadLetterRun<String> run = begin(ReplayOptions.<String>defaults().patience(Duration.ofMillis(100)));
        unheard = Integer.MAX_VALUE;
        assertThatThrownBy(run::cancel).isInstanceOf(BrokerException.class);

        run.run();

        assertThat(calls).isLessThan(10);
        assertThatThrownBy(run::await).hasMessageContaining("HR-4004");
    }

    @Test
    void cancelThatGotLost_sparesWhoeverGoesOnMeanwhile() {
        bury(10);
        DeadLetterRun<String> run = begin(ReplayOptions.defaults());
        unheard = 1;
        assertThatThrownBy(run::cancel).isInstanceOf(BrokerException.class);
        server.turn(GROUP, run.id(), RunTurn.RESUME, "bob").join();

        run.run();

        assertThatThrownBy(run::await).hasMessageContaining("HR-4004").hasMessageContaining("another process");
        assertThat(state().phase()).isEqualTo(Phase.RUNNING);
        assertThat(state().owner()).isEqualTo("bob");
    }

    @Test
    void replyThatCancelOvertook_doesNotMakeTheRunGoOn() {
        bury(250);
        DeadLetterRun<String> run = begin(ReplayOptions.<String>defaults().patience(Duration.ofMillis(100)));
        onStep = () -> {
            run.cancel();
            unheard = Integer.MAX_VALUE;
        };

        run.run();

        assertThat(catchThrowable(run::await)).isNull();
        assertThat(run.report().state().phase()).isEqualTo(Phase.CANCELLED);
    }

    private DeadLetterRun<String> begin(ReplayOptions<String> options) {
        byte[] account = RunReport.account(RunReport.Kind.REPLAY, DeadLetterFilter.ALL, "anne", "", 0);
        RunReport report = RunReport.of(server.beginRun(GROUP, OWNER, account).join());
        return new DeadLetterRun<>(port(), new Letters<>(GROUP, Codec.utf8()), options, OWNER, report);
    }

    private Broker port() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (port, method, arguments) -> {
                    calls++;
                    if (unheard > 0) {
                        unheard--;
                        return CompletableFuture.failedFuture(BrokerException.unanswered("away", null));
                    }
                    Object reply = method.invoke(server, arguments);
                    if (method.getName().equals("step")) {
                        Runnable once = onStep;
                        onStep = () -> {};
                        once.run();
                    }
                    return reply;
                });
    }

    private RunState state() {
        return server.runs(GROUP).join().get(0).state();
    }

    private void bury(int count) {
        byte[] entry = PackedList.pack(
                Envelope.of("k", 0, Map.of(), "x".getBytes(UTF_8)).fields());
        for (int i = 0; i < count; i++) {
            Provenance why = new Provenance(
                    "orders", "billing", new MessageId(7, i), "EXHAUSTED", "x", "y", "", 1, "hr-anne", 0, 0, List.of());
            server.keyspace(keys -> keys.append(
                    GroupKeys.of(GROUP).dead(),
                    List.of("meta".getBytes(UTF_8), why.pack(), "entry".getBytes(UTF_8), entry)));
        }
    }
}
