package io.headrace.worker;

import io.headrace.Headrace;
import io.headrace.WorkerBuilder;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks applications for their workers. */
final class Applications {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");

    private Applications() {}

    /**
     * The workers that it declares, each with a handler.
     *
     * @throws HeadraceException if it throws, or declares none
     */
    static List<WorkerBuilder> workers(LoadedApplication loaded, Headrace headrace, Settings settings) {
        String name = loaded.application().getClass().getName();
        try {
            return declared(name, loaded.application().workers(headrace, settings.appValues()));
        } catch (HeadraceException explained) {
            throw explained;
        } catch (Exception | LinkageError failure) {
            LOG.error("Application {} failed when it was asked for its workers", name, failure);
            throw failed("Application " + name + " failed when it was asked for its workers: " + failure
                    + ". The log has the stack trace.");
        }
    }

    private static List<WorkerBuilder> declared(String name, @Nullable List<WorkerBuilder> workers) {
        if (workers == null || workers.isEmpty()) {
            throw failed("Application " + name + " declares no worker. Let its workers(…) return some.");
        }
        for (WorkerBuilder builder : workers) {
            if (builder.plan().parts().isEmpty()) {
                throw failed("Application " + name + " declares a worker of group \""
                        + builder.plan().group() + "\" without a handler. Add one with on(…).");
            }
        }
        return List.copyOf(workers);
    }

    private static HeadraceException failed(String problem) {
        return new HeadraceException(ErrorCode.APPLICATION_FAILED, problem);
    }
}
