package io.headrace.memory;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves {@code memory:} URIs. Every connection of this JVM with the same URI, say {@code memory:orders}, shares the same
 * data, which live as long as the JVM.
 */
public final class MemoryBrokerProvider implements BrokerProvider {
    private static final Map<String, InMemoryBroker> BROKERS = new ConcurrentHashMap<>();

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public Broker connect(String uri, ConnectOptions options) {
        return BROKERS.computeIfAbsent(
                        uri, name -> new InMemoryBroker(Ticker.system(), Timer.system("headrace-memory-timer")))
                .connect();
    }
}
