package io.headrace.cli;

import io.headrace.worker.WorkerArguments;
import io.headrace.worker.WorkerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs an application's workers. */
@Command(
        name = "worker",
        description = {
            "Runs the workers of an application until SIGTERM or SIGINT drains them.",
            "Exit codes: 0 drained, 1 failed, 2 wrong configuration, 3 drain timed out.",
        })
final class WorkerVerb implements Callable<Integer> {
    @Option(
            names = "--app",
            paramLabel = "JAR",
            description = "The jar with the application. Else that on the class path.")
    private @Nullable Path app;

    @Option(names = "--class", paramLabel = "NAME", description = "Which application, if the jar has several.")
    private @Nullable String className;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration: .yaml, .yml, .json or .properties.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; wins over all others; may be repeated.")
    private List<String> set = List.of();

    @Option(names = "--print-config", description = "Print the effective configuration, and where it is from, and end.")
    private boolean printConfig;

    @Override
    public Integer call() {
        return WorkerProcess.run(new WorkerArguments(app, className, config, set, printConfig));
    }
}
