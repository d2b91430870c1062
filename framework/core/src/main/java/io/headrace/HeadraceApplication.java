package io.headrace;

import java.util.List;
import java.util.Map;

/**
 * What a worker process runs: streams, groups and their handlers. A jar names its application in {@code
 * META-INF/services/io.headrace.HeadraceApplication}; its class is public and has a constructor without parameters.
 *
 * <pre>{@code
 * public final class Shop implements HeadraceApplication {
 *   public List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) {
 *     return List.of(headrace.worker("billing").on(ORDERS, (order, ctx) -> bill(order)));
 *   }
 * }
 * }</pre>
 */
public interface HeadraceApplication {
    /**
     * The workers, not started: the process lets its operators tune them, then starts them. Called once.
     *
     * @param headrace the connection, which the process opens and closes
     * @param settings the application's own settings: the keys below {@code headrace.app}, without that prefix; empty if
     *     there are none
     * @throws Exception to end the process, with this as the reason
     */
    List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) throws Exception;

    /** Releases what the application holds; called once, when its workers have stopped. Does nothing unless overridden. */
    default void close() throws Exception {}
}
