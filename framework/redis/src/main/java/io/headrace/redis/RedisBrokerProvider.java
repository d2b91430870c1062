package io.headrace.redis;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import java.util.Set;

/** Connects to {@code redis:}, {@code rediss:} (TLS) and {@code redis-sentinel:} URIs; see Lettuce's {@code RedisURI}. */
public final class RedisBrokerProvider implements BrokerProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss", "redis-sentinel");
    }

    @Override
    public Broker connect(String uri, ConnectOptions options) {
        return RedisBroker.connect(uri, options);
    }
}
