package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.EventStream;
import io.headrace.observe.WorkerState;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkerTerminationTest {
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final EventStream<String> RETURNS = EventStream.of("returns", Codec.utf8());

    @AutoClose
    private final Timer timer = Timer.system("test");

    @Test
    void oneStreamOfTwoThatFails_endsTheWaiting_andCloseDrainsTheOther() throws Exception {
        Worker worker = new WorkerBuilder(
                        failingOn("returns"), new MetricRegistry(), "billing", started -> {}, ended -> {}, () -> {})
                .on(ORDERS, (order, context) -> {})
                .on(RETURNS, (item, context) -> {})
                .start();

        CompletableFuture.runAsync(worker::awaitTermination).get(30, TimeUnit.SECONDS);

        assertThat(worker.state()).isEqualTo(WorkerState.FAILED);
        worker.close();
        assertThat(worker.health().reasons()).singleElement().asString().contains("returns");
    }

    /** A broker whose ticks for one stream end in an error of the runtime. */
    private Broker failingOn(String stream) {
        InMemoryBroker server = new InMemoryBroker(Ticker.system(), timer);
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("tick")
                            && ((GroupRef) arguments[0]).stream().equals(stream)) {
                        throw new AssertionError("an error in the runtime");
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
