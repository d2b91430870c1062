package io.headrace.cli;

import io.headrace.Headrace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A verb that talks to a server: connects, does its work, disconnects. */
abstract class Verb implements Callable<Integer> {
    static final int DONE = 0;
    static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "For programs: JSON, one object on each line.")
    private boolean json;

    @Override
    public final Integer call() throws Exception {
        Screen screen =
                new Screen(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
        try (Headrace headrace = server.connect()) {
            return run(headrace, screen);
        }
    }

    /** Does the work; returns the exit code. */
    abstract int run(Headrace headrace, Screen screen) throws Exception;

    ServerOptions server() {
        return server;
    }
}
