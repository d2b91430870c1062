package io.headrace.broker;

import java.util.Set;

/** Finds the broker for a URI; implementations are found by {@link java.util.ServiceLoader}. */
public interface BrokerProvider {
    /** The URI schemes it serves, lower case. */
    Set<String> schemes();

    /**
     * Connects.
     *
     * @throws io.headrace.error.HeadraceException if the URI is malformed or the server does not answer as it should
     */
    Broker connect(String uri, ConnectOptions options);
}
