package io.headrace.contract;

import io.headrace.error.ErrorCode;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a worker told of its troubles and its dead. */
final class EventLog implements WorkerListener {
    private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void on(String stream, String group, WorkerEvent event) {
        if (event instanceof WorkerEvent.Trouble || event instanceof WorkerEvent.DeadLettered) {
            events.add(event);
        }
    }

    /** What the worker could not do for now, oldest first. */
    List<WorkerEvent.Trouble> troubles() {
        return all(WorkerEvent.Trouble.class);
    }

    boolean hasTrouble(ErrorCode code) {
        return troubles().stream().anyMatch(trouble -> trouble.cause().code() == code);
    }

    List<WorkerEvent.DeadLettered> deadLettered() {
        return all(WorkerEvent.DeadLettered.class);
    }

    private <E extends WorkerEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
